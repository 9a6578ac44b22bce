/** A race in Replay: run again by a worker, then its time, its standings, and the car that is followed. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type LeaderboardRow, leaderboardAt } from '../../lap/leaderboard.ts';
import type { RacePlayback } from '../../lap/race-playback.ts';
import { trackToData } from '../../track/track.ts';
import type { PlayedLap } from '../../view/lap-player.ts';
import { type EventMark, eventMarks, markAfter, markBefore } from './event-marks.ts';
import type { OpenedRace } from './opened-race.ts';
import { newPlaying, type PlayControls } from './playing.ts';
import type { RaceAnswer, RaceOrder } from './race.worker.ts';
import { REPLAY } from './texts.ts';

/** Of a hop on or back, s. */
export const RACE_STEP = 1 / 15;
/** The standings are told so often, s: faster, nobody can read them. */
const BOARD_STEP = 0.1;

export interface RaceReplay extends PlayControls {
  readonly opened: OpenedRace;
  /** null until it has been run again */
  readonly playback: ReadonlySignal<RacePlayback | null>;
  /** 0..1 of running it again */
  readonly progress: ReadonlySignal<number>;
  readonly duration: ReadonlySignal<number>;
  /** by place; empty before there is a playback */
  readonly board: ReadonlySignal<readonly LeaderboardRow[]>;
  readonly marks: ReadonlySignal<readonly EventMark[]>;
  /** the entrant */
  readonly followed: ReadonlySignal<number>;
  /** what the followed entrant's camera showed; null for a person, and before it is drawn */
  readonly frame: ReadonlySignal<Uint8Array | null>;
  readonly trouble: ReadonlySignal<string>;
  openWorld(canvas: HTMLCanvasElement): Promise<void>;
  follow(entrant: number): void;
  /** The car so many places behind the one that is followed. */
  followPlace(places: number): void;
  /** To the next event or the one before. */
  jump(isOn: boolean): void;
  /** What the followed entrant's camera showed at this moment. */
  see(): void;
  report(trouble: string): void;
}

export function newRaceReplay(opened: OpenedRace): RaceReplay {
  const { recording, track, name } = opened;
  const playback = signal<RacePlayback | null>(null);
  const progress = signal(0);
  const followed = signal(0);
  const frame = signal<Uint8Array | null>(null);
  const trouble = signal('');
  const duration = computed(() => {
    const { count, stepSeconds } = playback.value ?? { count: 1, stepSeconds: 1 };
    return Math.max(1e-3, (count - 1) * stepSeconds);
  });
  const playing = newPlaying(duration);
  const boardTime = computed(() => {
    const time = playing.time.value;
    // A slider's last step may be a little short of the end.
    return time > duration.value - BOARD_STEP / 10 ? duration.value : Math.floor(time / BOARD_STEP + 1e-6) * BOARD_STEP;
  });
  const board = computed(() => (playback.value ? leaderboardAt(playback.value, boardTime.value) : []));
  const marks = computed(() => eventMarks(playback.value?.events ?? []));
  const worker = new Worker(new URL('./race.worker.ts', import.meta.url), { type: 'module' });
  const send = (order: RaceOrder) => worker.postMessage(order);
  let isAsked = false;
  let isOutdated = false;

  const see = (): void => {
    isOutdated = isAsked;
    if (isAsked || !playback.value || !hasCamera(opened, followed.value)) return;
    isAsked = true;
    send({ see: followed.value, seconds: playing.time.value });
  };
  const follow = (entrant: number): void => {
    if (entrant === followed.value || !recording.entrants[entrant]) return;
    followed.value = entrant;
    frame.value = null;
    playing.followCar(entrant);
  };
  const show = (next: RacePlayback): void => {
    playback.value = next;
    followed.value = leaderboardAt(next, 0)[0].entrant;
    playing.setCars(playedCars(opened, next), followed.value);
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) playing.play(true);
  };
  worker.onmessage = ({ data }: MessageEvent<RaceAnswer>) => {
    if ('progress' in data) progress.value = data.progress;
    else if ('failed' in data) trouble.value = data.failed;
    else if ('playback' in data) show(data.playback);
    else {
      isAsked = false;
      if (data.seen === followed.value) frame.value = data.frame;
      if (isOutdated) see();
    }
  };
  worker.onerror = ({ message }) => {
    trouble.value = message;
  };
  send({ run: recording, track: trackToData(track), file: name });

  return {
    ...playing,
    opened,
    playback,
    progress,
    duration,
    board,
    marks,
    followed,
    frame,
    trouble,
    async openWorld(canvas) {
      if (!(await playing.openWorld(canvas))) trouble.value = REPLAY.noWorld;
    },
    follow,
    followPlace(places) {
      const order = board.value.map(({ entrant }) => entrant);
      const next = order[order.indexOf(followed.value) + places];
      if (next !== undefined) follow(next);
    },
    jump(isOn) {
      const time = playing.time.value;
      const mark = isOn ? markAfter(marks.value, time) : markBefore(marks.value, time);
      if (mark) playing.seek(mark.jump);
    },
    see,
    report(message) {
      trouble.value = message;
    },
    dispose() {
      worker.terminate();
      playing.dispose();
    },
  };
}

/** Whether a policy drove it, by its camera. */
export function hasCamera({ recording }: OpenedRace, entrant: number): boolean {
  const { drove } = recording.entrants[entrant];
  return 'speed' in drove;
}

function playedCars({ recording, track }: OpenedRace, { count, stepSeconds, cars, things }: RacePlayback): PlayedLap[] {
  const thingsByRow = new Array<typeof things>(count).fill(things);
  return cars.map((car, k) => ({
    track,
    car: recording.entrants[k].car,
    playback: { ...car, count, stepSeconds, things: thingsByRow },
  }));
}
