/** Replay: recorded laps again, alone or against each other, as fast or slowly as you like. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { DocLink } from '../../ui/doc-link.tsx';
import { useDropped } from '../../ui/dropped.ts';
import { Nav } from '../../ui/nav.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { CAR_COLOURS } from '../../view/car-colours.ts';
import { Controls } from './controls.tsx';
import { LapChooser } from './lap-chooser.tsx';
import { LapList } from './lap-list.tsx';
import { bestStart } from './lap-times.ts';
import { lapOfAgent, lapOfBundledAgent, type ReplayLap } from './laps.ts';
import { newReplay, type Replay } from './replay.ts';
import { ReplaySight } from './sight.tsx';
import { Telemetry } from './telemetry.tsx';
import { REPLAY } from './texts.ts';
import { useVideo } from './use-video.ts';
import '../scene.css';
import './page.css';

const FIRST_LAP = 'harbour-gold';

/** @param query what comes after `#/replay?` */
export function ReplayPage({ query }: { query: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [replay] = useState(newReplay);
  // Before the effect that ends the world: a video is saved first.
  const video = useVideo(canvas);
  useEffect(() => {
    void replay.openWorld(canvas.current as HTMLCanvasElement);
    void showFirstLap(replay, new URLSearchParams(query));
    return replay.dispose;
  }, []);
  useDropped('replay', (uploads) => void replay.open(uploads.map(({ file }) => file)));
  useKeys({
    ' ': () => replay.play(!replay.isPlaying.value),
    arrowleft: () => replay.hop(-replay.step.value),
    arrowright: () => replay.hop(replay.step.value),
    v: replay.nextViewpoint,
    l: replay.togglePaths,
  });
  return (
    <div class="room">
      <Nav here="replay" />
      <main
        class="replay"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void replay.open([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        <div class="row spread">
          <h1>{REPLAY.title}</h1>
          <LapChooser
            onAgent={(id) => void replay.add(() => lapOfAgent(id, false))}
            onFiles={(files) => void replay.open(files)}
          />
        </div>
        <p class="quiet">
          {REPLAY.intro} {REPLAY.drop} {REPLAY.keys}{' '}
          <DocLink page="race-and-events" at="watch-laps-again">
            {REPLAY.docs}
          </DocLink>
        </p>
        {replay.trouble.value && <p role="alert">{replay.trouble.value}</p>}
        {areOpposite(replay.laps.value) && <p class="warning">{REPLAY.opposite}</p>}
        {/* Keyed: what comes and goes before it must never replace the canvas, which the world is drawn on. */}
        <div class="scene" key="scene">
          <canvas ref={canvas} class="replay-world" role="img" aria-label={REPLAY.world} />
          <ReplaySight replay={replay} />
        </div>
        <Controls replay={replay} video={video} />
        <Timeline replay={replay} />
        <LapList replay={replay} colourOf={colourOf} />
      </main>
    </div>
  );
}

/** The time, to drag, and what the cars did over it. */
function Timeline({ replay }: { replay: Replay }) {
  const duration = replay.duration.value;
  const time = replay.time.value;
  return (
    <>
      <input
        type="range"
        aria-label={REPLAY.time}
        min={0}
        max={duration}
        step={replay.step.value / 4}
        value={time}
        onInput={(event) => replay.seek(event.currentTarget.valueAsNumber)}
      />
      <Telemetry
        laps={replay.laps.value.map(({ playback, rewardName }, i) => ({ playback, rewardName, colour: colourOf(i) }))}
        followed={replay.followed.value}
        time={time}
        duration={duration}
        onSeek={replay.seek}
      />
    </>
  );
}

/** The lap that was asked for, or a bundled one. It plays at once, unless the person wants no motion. */
async function showFirstLap(replay: Replay, asked: URLSearchParams): Promise<void> {
  const id = asked.get('agent');
  const isLastDrive = asked.get('drive') === 'last';
  await replay.add(() => (id ? lapOfAgent(id, isLastDrive) : lapOfBundledAgent(FIRST_LAP)));
  // Asked for an agent's best lap, not for the laps before it.
  if (id && !isLastDrive) replay.seek(bestStart(replay.laps.value[0]));
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) replay.play(true);
}

function colourOf(index: number): string {
  return CAR_COLOURS[index % CAR_COLOURS.length];
}

function areOpposite(laps: readonly ReplayLap[]): boolean {
  const ways = new Set(laps.flatMap(({ source }) => (source ? [source.recording.reversed] : [])));
  return ways.size > 1;
}
