import { beforeAll, describe, expect, it } from 'vitest';
import { actionGrid } from '../../src/car/actions.ts';
import type { ArchitectureName } from '../../src/policy/architecture.ts';
import { type Driver, newDriver } from '../../src/policy/driver.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { newLook } from '../../src/view/look.ts';
import { noisyFrames, policyOf } from '../support/policies.ts';

beforeAll(startWasm);

const SIZE = 120 * 160;
const FRAMES = noisyFrames(3);
const frame = (k: number) => FRAMES.slice(k * SIZE, (k + 1) * SIZE);

function driverOf(architecture: ArchitectureName): Driver {
  return newDriver(policyOf(architecture, actionGrid([-20, 0, 20], [1]), 3));
}

describe('what the page is shown of a network', () => {
  it('is each frame at once where the network is small', () => {
    const driver = driverOf('pocket');
    const look = newLook();
    for (const k of [0, 1]) {
      look.into(driver, FRAMES, k * SIZE, false);
      expect(look.shown(driver)?.frame).toEqual(frame(k));
    }
    look.reset();
    expect(look.shown(driver)).toBeNull();
  });

  it('is some frame of the last few, with the insight into that one, where the network is large', () => {
    const driver = driverOf('deepracer-shallow');
    const look = newLook();
    const next = (k: number, isWhole = false) => {
      look.into(driver, FRAMES, k * SIZE, isWhole);
      return look.shown(driver);
    };
    expect([next(0), next(1), next(1)]).toEqual([null, null, null]);
    const first = next(1);
    expect(first?.frame).toEqual(frame(0));
    // The next one is begun, given up for other weights, and made whole where the world stands.
    expect(next(1)).toEqual(first);
    look.interrupt();
    expect(look.shown(driver)).toEqual(first);
    const whole = next(2, true);
    expect(whole?.frame).toEqual(frame(2));
    expect(whole?.insight.attention).not.toEqual(first?.insight.attention);
  });

  it('has the odds with a patch hidden while one is', () => {
    const driver = driverOf('pocket');
    const look = newLook();
    look.into(driver, FRAMES, 0, false);
    expect(look.shown(driver)?.insight.covered).toBeNull();
    look.cover = { x: 0.5, y: 0.6 };
    const insight = look.shown(driver)?.insight;
    expect(insight?.covered).toHaveLength(3);
    expect(insight?.covered).not.toEqual(insight?.outputs);
    // Above the rows that the network reads, there is nothing to hide.
    look.cover = { x: 0.5, y: 0 };
    const above = look.shown(driver)?.insight;
    expect(above?.covered).toEqual(above?.outputs);
  });
});
