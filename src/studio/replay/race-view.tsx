/** A race in Replay: the world, the standings, the time line with what happened, and the results. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { lapTime } from '../../ui/format.ts';
import { save } from '../../ui/save.ts';
import { useKeys } from '../../ui/use-keys.ts';
import { Controls } from './controls.tsx';
import { Leaderboard } from './leaderboard.tsx';
import type { OpenedRace } from './opened-race.ts';
import { newRaceReplay, RACE_STEP, type RaceReplay } from './race.ts';
import { RaceCamera } from './race-camera.tsx';
import { RaceResults } from './race-results.tsx';
import { RaceEvents, RaceTimeline } from './race-timeline.tsx';
import { RACE, REPLAY } from './texts.ts';
import { useVideo } from './use-video.ts';
import '../../view/lap-clock.css';
import './race.css';

const FOLLOW_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export function RaceView({ opened, onClose }: { opened: OpenedRace; onClose: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [race] = useState(() => newRaceReplay(opened));
  // Before the effect that ends the world: a video is saved first.
  const video = useVideo(canvas);
  useEffect(() => {
    void race.openWorld(canvas.current as HTMLCanvasElement);
    return race.dispose;
  }, []);
  useKeys({
    ' ': () => race.play(!race.isPlaying.value),
    arrowleft: () => race.hop(-RACE_STEP),
    arrowright: () => race.hop(RACE_STEP),
    v: race.nextViewpoint,
    l: race.togglePaths,
    p: () => race.followPlace(-1),
    n: () => race.followPlace(1),
    ',': () => race.jump(false),
    '.': () => race.jump(true),
    ...Object.fromEntries(FOLLOW_KEYS.map((key, entrant) => [key, () => race.follow(entrant)])),
  });
  return (
    <section class="race" aria-label={RACE.title(opened.track.name)}>
      <div class="row spread">
        <Facts race={race} />
        <div class="row">
          <button
            type="button"
            onClick={() => save(new TextEncoder().encode(opened.text), `${opened.name}.json`, 'application/json')}
          >
            {RACE.save}
          </button>
          <button type="button" onClick={onClose}>
            {RACE.close}
          </button>
        </div>
      </div>
      {race.trouble.value && <p role="alert">{race.trouble.value}</p>}
      {/* Keyed, as the laps' world is. */}
      <div class="race-scene" key="scene">
        <div class="race-main">
          <div class="race-world">
            <canvas ref={canvas} class="replay-world" role="img" aria-label={RACE.world} />
            <Clock race={race} />
          </div>
          <RaceTimeline race={race} />
          <Controls
            player={race}
            step={RACE_STEP}
            backLabel={RACE.back}
            forthLabel={RACE.forth}
            clock={lapTime(race.time.value)}
            video={video}
            onTrouble={race.report}
          />
        </div>
        <div class="race-side">
          <Leaderboard race={race} />
          <RaceCamera race={race} />
        </div>
        <RaceEvents race={race} />
      </div>
      <RaceResults race={race} />
      <p class="quiet">{RACE.keys}</p>
    </section>
  );
}

/** What was raced, and whether it runs as it was recorded. */
function Facts({ race }: { race: RaceReplay }) {
  const { track, recording } = race.opened;
  const { laps, seed, contact } = recording.rules;
  const facts = [
    track.isCcw !== recording.track.reversed ? REPLAY.ccw : REPLAY.cw,
    RACE.laps(laps),
    ...(seed === null ? [] : [RACE.seed(seed)]),
    ...(contact ? [] : [RACE.ghosts]),
  ];
  const difference = race.playback.value?.difference;
  return (
    <div>
      <h2>{RACE.title(track.name)}</h2>
      <p>
        {facts.join(', ')} <span class="quiet">{difference === null ? REPLAY.same : ''}</span>
      </p>
      {difference && <p class="warning">{RACE.differs(difference)}</p>}
    </div>
  );
}

/** The race's time and its leader's lap; before there is a race, how far it is. */
function Clock({ race }: { race: RaceReplay }) {
  const { laps } = race.opened.recording.rules;
  const [leader] = race.board.value;
  return (
    <p class="lap-clock number" role="img" aria-label={RACE.clock}>
      {leader ? (
        <>
          <b>{lapTime(race.time.value).slice(0, -2)}</b>
          <span>{RACE.lapOf(Math.min(laps, leader.laps + 1), laps)}</span>
        </>
      ) : (
        <span>{RACE.running(race.progress.value)}</span>
      )}
    </p>
  );
}
