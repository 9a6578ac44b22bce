/** The time in what Replay plays, how fast it goes, and where people look from. The player in the world follows. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { LapPlayer, PlayedLap } from '../../view/lap-player.ts';
import { type Viewpoint, viewpointAfter } from '../../view/viewpoints.ts';

export interface Playing {
  /** s */
  readonly time: ReadonlySignal<number>;
  readonly isPlaying: ReadonlySignal<boolean>;
  /** seconds of the replay per second */
  readonly rate: ReadonlySignal<number>;
  readonly viewpoint: ReadonlySignal<Viewpoint>;
  readonly hasPaths: ReadonlySignal<boolean>;
  /** Draws the cars from now on. @returns false in a browser that cannot */
  openWorld(canvas: HTMLCanvasElement): Promise<boolean>;
  setCars(cars: readonly PlayedLap[], followed: number): void;
  followCar(index: number): void;
  seek(seconds: number): void;
  play(on: boolean): void;
  /** Pauses so many seconds on, or back. */
  hop(seconds: number): void;
  setRate(rate: number): void;
  setViewpoint(viewpoint: Viewpoint): void;
  nextViewpoint(): void;
  togglePaths(): void;
  /** PNG of what is seen now; null without a world */
  picture(): Promise<Uint8Array | null>;
  dispose(): void;
}

/** What a room's own player leaves as it is. */
export type PlayControls = Omit<Playing, 'setCars' | 'followCar' | 'openWorld'>;

/** @param duration s */
export function newPlaying(duration: ReadonlySignal<number>): Playing {
  const time = signal(0);
  const isPlaying = signal(false);
  const rate = signal(1);
  const viewpoint = signal<Viewpoint>('chase');
  const hasPaths = signal(false);
  let cars: readonly PlayedLap[] = [];
  let followed = 0;
  let player: LapPlayer | undefined;
  let isDisposed = false;

  const seek = (to: number): void => {
    time.value = Math.min(Math.max(0, to), duration.value);
    player?.seek(time.value);
  };
  const play = (on: boolean): void => {
    if (on && time.value >= duration.value) seek(0);
    isPlaying.value = on;
    player?.play(on, rate.value);
  };
  const setViewpoint = (next: Viewpoint): void => {
    viewpoint.value = next;
    player?.setViewpoint(next);
  };

  return {
    time,
    isPlaying,
    rate,
    viewpoint,
    hasPaths,
    async openWorld(canvas) {
      try {
        const { newLapPlayer } = await import('../../view/lap-player.ts');
        if (isDisposed) return true;
        player = newLapPlayer(canvas, viewpoint.value, (now, isOver) => {
          time.value = now;
          if (isOver) isPlaying.value = false;
        });
        // All that was asked for before it was loaded.
        player.setLaps(cars);
        player.follow(followed);
        player.showPaths(hasPaths.value);
        player.seek(time.value);
        player.play(isPlaying.value, rate.value);
        return true;
      } catch {
        return false;
      }
    },
    setCars(next, index) {
      cars = next;
      followed = index;
      player?.setLaps(next);
      player?.follow(index);
    },
    followCar(index) {
      followed = index;
      player?.follow(index);
    },
    seek,
    play,
    hop(seconds) {
      play(false);
      seek(time.value + seconds);
    },
    setRate(next) {
      rate.value = next;
      player?.play(isPlaying.value, next);
    },
    setViewpoint,
    nextViewpoint: () => setViewpoint(viewpointAfter(viewpoint.value)),
    togglePaths() {
      hasPaths.value = !hasPaths.value;
      player?.showPaths(hasPaths.value);
    },
    picture: async () => (await player?.picture()) ?? null,
    dispose() {
      isDisposed = true;
      player?.dispose();
      player = undefined;
    },
  };
}
