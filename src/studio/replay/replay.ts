/** What Replay shows: the laps, the time in them, the car that is followed. The player in the world follows. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { messageOf, UserError } from '../../math/error.ts';
import type { Spot } from '../../policy/cover.ts';
import { headline, RewardFailed } from '../../reward/problem.ts';
import { isRewardFile, type RewardText, rewardSource } from '../../reward/source.ts';
import type { Seen } from '../../ui/car-frame.tsx';
import { newReplayHelper, type ReplayHelper } from './helper.ts';
import { durationOf } from './lap-times.ts';
import { lapOfFile, type ReplayLap } from './laps.ts';
import { newPlaying, type PlayControls } from './playing.ts';
import { rescoredBy } from './rescore.ts';
import { REPLAY } from './texts.ts';

export interface Replay extends PlayControls {
  readonly laps: ReadonlySignal<readonly ReplayLap[]>;
  /** index of the followed lap */
  readonly followed: ReadonlySignal<number>;
  readonly followedLap: ReadonlySignal<ReplayLap | undefined>;
  /** s */
  readonly duration: ReadonlySignal<number>;
  /** between two decisions of the followed lap, s */
  readonly step: ReadonlySignal<number>;
  readonly trouble: ReadonlySignal<string>;
  /** something is computed that takes seconds */
  readonly isBusy: ReadonlySignal<boolean>;
  /** what the car of the lap that is watched saw */
  readonly seen: ReadonlySignal<Seen | null>;
  /** What a lap's car saw is asked for from now on. */
  watch(lap: ReplayLap | undefined): void;
  /** @param cover a patch of the frame that is hidden from the policy */
  see(decision: number, cover: Spot | null): void;
  /** Draws the laps from now on. */
  openWorld(canvas: HTMLCanvasElement): Promise<void>;
  /** Shows a lap beside those of the same track, from its start, and follows it. @param find null where there is none */
  add(find: () => Promise<ReplayLap | null>): Promise<void>;
  /** Laps, agents, tracks, and reward functions that rescore the laps. */
  open(files: readonly File[]): Promise<void>;
  /** The fastest drive of the followed lap's car, beside it. */
  addLimit(): Promise<void>;
  rescore(reward: RewardText, due: readonly ReplayLap[]): Promise<void>;
  remove(index: number): void;
  follow(index: number): void;
  report(trouble: string): void;
}

export function newReplay(): Replay {
  const laps = signal<readonly ReplayLap[]>([]);
  const followed = signal(0);
  const trouble = signal('');
  const isBusy = signal(false);
  const seen = signal<Seen | null>(null);
  const duration = computed(() => durationOf(laps.value));
  const followedLap = computed(() => laps.value[followed.value]);
  const step = computed(() => followedLap.value?.playback.stepSeconds ?? 1 / 15);
  const playing = newPlaying(duration);
  const helper = newReplayHelper((next) => {
    seen.value = next;
  });

  const show = (next: readonly ReplayLap[], follow: number): void => {
    laps.value = next;
    followed.value = Math.min(Math.max(0, follow), Math.max(0, next.length - 1));
    playing.setCars(next, followed.value);
  };
  const add = async (find: () => Promise<ReplayLap | null>): Promise<void> => {
    try {
      const lap = await find();
      if (!lap) return;
      // One track at a time: laps of another leave.
      const beside = laps.value.filter(({ track }) => track.hash === lap.track.hash);
      trouble.value = beside.length < laps.value.length ? REPLAY.otherTrack(lap.name, lap.track.name) : '';
      show([...beside, lap], beside.length);
      playing.seek(0);
    } catch (error) {
      trouble.value = messageOf(error);
    }
  };
  /** Whatever is on show meanwhile stays: only the rescored laps are replaced. */
  const rescore = async ({ file, text }: RewardText, due: readonly ReplayLap[]): Promise<void> => {
    isBusy.value = true;
    try {
      const rescored = await rescoredBy(rewardSource(file, text), due);
      laps.value = laps.value.map((lap) => rescored[due.indexOf(lap)] ?? lap);
      trouble.value = '';
    } catch (error) {
      trouble.value = error instanceof RewardFailed ? headline(error.problem) : messageOf(error);
    } finally {
      isBusy.value = false;
    }
  };

  return {
    ...playing,
    laps,
    followed,
    followedLap,
    duration,
    step,
    trouble,
    isBusy,
    seen,
    watch(lap) {
      seen.value = null;
      helper.watch(lap);
    },
    see: helper.see,
    async openWorld(canvas) {
      if (!(await playing.openWorld(canvas))) trouble.value = REPLAY.noWorld;
    },
    add,
    async open(files) {
      // Tracks first: the laps may be of them.
      const inOrder = [...files].sort((a, b) => Number(isLap(a)) - Number(isLap(b)));
      for (const file of inOrder) {
        if (isRewardFile(file.name)) await rescore({ file: file.name, text: await file.text() }, laps.value);
        else await add(() => lapOfFile(file));
      }
    },
    addLimit: () =>
      add(async () => {
        const beside = followedLap.value;
        if (!beside?.source) return null;
        isBusy.value = true;
        try {
          return await limitBeside({ ...beside, source: beside.source }, helper);
        } finally {
          isBusy.value = false;
        }
      }),
    rescore,
    remove(index) {
      show(
        laps.value.filter((_, k) => k !== index),
        followed.value,
      );
    },
    follow(index) {
      followed.value = index;
      playing.followCar(index);
    },
    report(message) {
      trouble.value = message;
    },
    dispose() {
      helper.dispose();
      playing.dispose();
    },
  };
}

type DrivenLap = ReplayLap & { readonly source: NonNullable<ReplayLap['source']> };

/** The limit of a lap's car, at the highest speed that it was given. @throws UserError when it cannot be driven */
async function limitBeside(lap: DrivenLap, helper: ReplayHelper): Promise<ReplayLap> {
  const { car, reversed, actions } = lap.source.recording;
  const cap = Math.max(...actions.map(([, , speed]) => speed));
  const name = REPLAY.limitName(car, cap);
  const playback = await helper.limit(lap.track, reversed, car, cap);
  if (!playback) throw new UserError(name, 'the line', REPLAY.noLimit, REPLAY.slowerLap);
  return { ...lap, name, playback, source: null, agent: null, agentReward: null };
}

function isLap(file: File): boolean {
  return file.name.toLowerCase().endsWith('.zip') || /lap/i.test(file.name);
}
