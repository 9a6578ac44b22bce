/** Laps in Replay: alone or against each other, with what the cars did and saw. */

import type { Ref } from 'preact';
import { useEffect, useImperativeHandle, useRef, useState } from 'preact/hooks';
import { useKeys } from '../../ui/use-keys.ts';
import { CAR_COLOURS } from '../../view/car-colours.ts';
import { Controls } from './controls.tsx';
import { LapList } from './lap-list.tsx';
import { bestStart, clockOf } from './lap-times.ts';
import { lapOfAgent, lapOfBundledAgent, type ReplayLap } from './laps.ts';
import { newReplay, type Replay } from './replay.ts';
import { ReplaySight } from './sight.tsx';
import { Telemetry } from './telemetry.tsx';
import { REPLAY } from './texts.ts';
import { useVideo } from './use-video.ts';

const FIRST_LAP = 'harbour-gold';

/** What laps are on show first. */
export type FirstLaps =
  | { readonly files: readonly File[] }
  /** of an agent, bundled or in the Garage: its best lap, or the last laps that it was asked to drive */
  | { readonly agent: string; readonly isLastDrive: boolean }
  /** a bundled one */
  | null;

export interface LapsViewProps {
  readonly first: FirstLaps;
  readonly handle: Ref<Pick<Replay, 'add' | 'open'>>;
}

export function LapsView({ first, handle }: LapsViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [replay] = useState(newReplay);
  useImperativeHandle(handle, () => replay, [replay]);
  // Before the effect that ends the world: a video is saved first.
  const video = useVideo(canvas);
  useEffect(() => {
    void replay.openWorld(canvas.current as HTMLCanvasElement);
    void showFirst(replay, first);
    return replay.dispose;
  }, []);
  useKeys({
    ' ': () => replay.play(!replay.isPlaying.value),
    arrowleft: () => replay.hop(-replay.step.value),
    arrowright: () => replay.hop(replay.step.value),
    v: replay.nextViewpoint,
    l: replay.togglePaths,
  });
  const isBusy = replay.isBusy.value;
  return (
    <>
      {replay.trouble.value && <p role="alert">{replay.trouble.value}</p>}
      {areOpposite(replay.laps.value) && <p class="warning">{REPLAY.opposite}</p>}
      {/* Keyed: what comes and goes before it must never replace the canvas, which the world is drawn on. */}
      <div class="scene" key="scene">
        <canvas ref={canvas} class="replay-world" role="img" aria-label={REPLAY.world} />
        <ReplaySight replay={replay} />
      </div>
      <Controls
        player={replay}
        step={replay.step.value}
        backLabel={REPLAY.back}
        forthLabel={REPLAY.forth}
        clock={clockOf(replay.followedLap.value, replay.time.value)}
        video={video}
        onTrouble={replay.report}
      >
        <button type="button" disabled={isBusy || !replay.followedLap.value?.source} onClick={() => void replay.addLimit()}>
          {isBusy ? REPLAY.findingLimit : REPLAY.addLimit}
        </button>
      </Controls>
      <Timeline replay={replay} />
      <LapList replay={replay} colourOf={colourOf} />
    </>
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

/** They play at once, unless the person wants no motion. */
async function showFirst(replay: Replay, first: FirstLaps): Promise<void> {
  if (first && 'files' in first) await replay.open(first.files);
  else await replay.add(() => (first ? lapOfAgent(first.agent, first.isLastDrive) : lapOfBundledAgent(FIRST_LAP)));
  // Asked for an agent's best lap, not for the laps before it.
  if (first && 'agent' in first && !first.isLastDrive) replay.seek(bestStart(replay.laps.value[0]));
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) replay.play(true);
}

function colourOf(index: number): string {
  return CAR_COLOURS[index % CAR_COLOURS.length];
}

function areOpposite(laps: readonly ReplayLap[]): boolean {
  const ways = new Set(laps.flatMap(({ source }) => (source ? [source.recording.reversed] : [])));
  return ways.size > 1;
}
