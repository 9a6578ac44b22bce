/** What the page is shown of the network that drives the followed car: a frame, and the insight into just that frame. */
import type { Spot } from '../policy/cover.ts';
import type { Driver } from '../policy/driver.ts';
import { coveredOutputs, type Insight, insightSteps } from '../policy/insight.ts';

export interface Shown {
  /** greys of the camera */
  readonly frame: Uint8Array;
  readonly insight: Insight;
}

export interface Look {
  /** hides a patch of the frame from the network, from the next time on */
  cover: Spot | null;
  /** The frame that was looked into last is no longer of this car or this policy. */
  reset(): void;
  /** The weights of the driver are about to go: no work that was begun goes on. */
  interrupt(): void;
  /**
   * One part of the work; a large network takes several until the next frame is looked into.
   * @param frames of the driver's camera; the followed car's is copied from `at` on
   * @param isWhole all parts at once, of this very frame
   */
  into(driver: Driver, frames: Uint8Array, at: number, isWhole: boolean): void;
  /** The latest frame that was looked into. */
  shown(driver: Driver): Shown | null;
}

interface Work {
  readonly frame: Uint8Array;
  readonly observation: Float32Array;
  readonly steps: Generator<void, Insight>;
}

export function newLook(): Look {
  let work: Work | undefined;
  let latest: (Shown & { readonly observation: Float32Array }) | undefined;
  const look: Look = {
    cover: null,
    reset() {
      work = undefined;
      latest = undefined;
    },
    interrupt() {
      work = undefined;
    },
    into(driver, frames, at, isWhole) {
      if (isWhole || !work) {
        const { width, height } = driver.camera;
        const frame = frames.slice(at, at + width * height);
        const observation = driver.observation(frame, 0);
        work = { frame, observation, steps: insightSteps(driver, observation) };
      }
      let step = work.steps.next();
      while (isWhole && !step.done) step = work.steps.next();
      if (step.done) {
        latest = { frame: work.frame, observation: work.observation, insight: step.value };
        work = undefined;
      }
    },
    shown(driver) {
      if (!latest) return null;
      const { frame, observation, insight } = latest;
      const covered = look.cover && coveredOutputs(driver, observation, look.cover);
      return { frame, insight: { ...insight, covered } };
    },
  };
  return look;
}
