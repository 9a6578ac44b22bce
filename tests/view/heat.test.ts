import { type DataTexture, type MeshBasicMaterial, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { DrivenSamples } from '../../src/learn/rollout.ts';
import { newStepTrace } from '../../src/sim/step-trace.ts';
import { viridis } from '../../src/ui/viridis.ts';
import { addDriven, HEATS, type HeatMap, heatRange, newHeatMap } from '../../src/view/heat.ts';
import { newHeatOverlay } from '../../src/view/heat-overlay.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');
const EMPTY = newHeatMap(track);

interface Step {
  readonly x: number;
  readonly y: number;
  readonly reward: number;
  readonly speed: number;
  readonly failed: boolean;
  /** which of the training's tracks */
  readonly track: number;
}

function samplesOf(steps: readonly Step[]): DrivenSamples {
  return {
    shard: 0,
    cars: 1,
    places: Float32Array.from(steps.flatMap(({ x, y }) => [x, y])),
    tracks: Uint16Array.from(steps, ({ track }) => track),
    rewards: Float32Array.from(steps, ({ reward }) => reward),
    steeringDeg: new Float64Array(steps.length),
    speeds: Float64Array.from(steps, ({ speed }) => speed),
    failed: Uint8Array.from(steps, ({ failed }) => Number(failed)),
    trace: newStepTrace(steps.length),
  };
}

function mapOf(steps: readonly Step[]): HeatMap {
  const map = newHeatMap(track);
  addDriven(map, samplesOf(steps));
  return map;
}

const number = (min: number, max: number) => fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true });
const { minX, minY, maxX, maxY } = EMPTY.bounds;
const steps = fc.array(
  fc.record({
    x: number(minX - 1, maxX + 1),
    y: number(minY - 1, maxY + 1),
    reward: number(-2, 3),
    speed: number(0, 4),
    failed: fc.boolean(),
    track: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 60 },
);

const isInside = ({ x, y }: Step) => x > minX && x < maxX && y > minY && y < maxY;

describe('a heat map', () => {
  it('counts only what was driven on the first track and within its bounds', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const counted = list.filter((step) => step.track === 0 && isInside(step));
        expect(mapOf(list)).toEqual(mapOf(counted));
        const cells = mapOf(list).known.reduce((sum, known) => sum + known, 0);
        expect(cells).toBeLessThanOrEqual(counted.length);
        expect(cells > 0).toBe(counted.length > 0);
      }),
      { numRuns: 25 },
    );
  });

  it('has in each cell a mean of what was driven there, and no more exits than there were', () => {
    fc.assert(
      fc.property(steps, number(0.01, 0.99), number(0.01, 0.99), (list, right, up) => {
        // All in one cell.
        const there = list.map((step) => ({ ...step, x: minX + 0.12 * (5 + right), y: minY + 0.12 * (7 + up), track: 0 }));
        const { values, known, columns } = mapOf(there);
        const at = 7 * columns + 5;
        expect(known[at]).toBe(Number(there.length > 0));
        if (there.length === 0) return;
        for (const heat of ['reward', 'speed'] as const) {
          const driven = there.map((step) => step[heat]);
          expect(values[heat][at]).toBeGreaterThanOrEqual(Math.min(...driven) - 1e-5);
          expect(values[heat][at]).toBeLessThanOrEqual(Math.max(...driven) + 1e-5);
        }
        const exits = there.filter(({ failed }) => failed).length;
        expect(values.exits[at]).toBeLessThanOrEqual(exits);
        expect(values.exits[at] > 0).toBe(exits > 0);
      }),
    );
  });

  it('has a range within its known values, of which most are inside', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...HEATS), (list, heat) => {
        const map = mapOf(list);
        const { low, high } = heatRange(map, heat);
        expect(low).toBeLessThan(high);
        const known = [...map.values[heat]].filter((_, at) => map.known[at]);
        if (known.length === 0) return;
        expect(low).toBeGreaterThanOrEqual(Math.min(...known));
        expect(high).toBeLessThanOrEqual(Math.max(...known) + 1e-5);
        const inside = known.filter((value) => value >= low && value <= high).length;
        expect(inside / known.length).toBeGreaterThanOrEqual(0.9);
      }),
    );
  });
});

describe('painted on the road', () => {
  const pixelsOf = (material: MeshBasicMaterial) => (material.map as DataTexture).image.data as Uint8Array;

  it('each cell lies where its steps were driven', () => {
    for (const name of ['workshop', 'marathon', 'pond']) {
      const other = bundledTrack(name);
      const { bounds, columns, rows } = newHeatMap(other);
      const { mesh, setTrack } = newHeatOverlay();
      setTrack(other);
      mesh.updateMatrixWorld(true);
      const { position, uv } = mesh.geometry.attributes;
      // The picture is stretched evenly between the corners of the plane.
      for (let i = 0; i < position.count; i++) {
        const corner = new Vector3().fromBufferAttribute(position, i).applyMatrix4(mesh.matrixWorld);
        expect(corner.x).toBeCloseTo(bounds.minX + 0.12 * columns * uv.getX(i), 6);
        expect(-corner.z).toBeCloseTo(bounds.minY + 0.12 * rows * uv.getY(i), 6);
      }
    }
  });

  it('in viridis from the least to the greatest, and nothing where nobody was', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...HEATS), (list, heat) => {
        const overlay = newHeatOverlay();
        overlay.setTrack(track);
        const map = mapOf(list);
        overlay.show(map, heat);
        const pixels = pixelsOf(overlay.mesh.material as MeshBasicMaterial);
        const { low, high } = heatRange(map, heat);
        expect(pixels).toHaveLength(4 * map.columns * map.rows);
        map.known.forEach((known, at) => {
          const pixel = [...pixels.subarray(4 * at, 4 * at + 4)];
          const value = map.values[heat][at];
          const isShown = known === 1 && (heat !== 'exits' || value > 0.05);
          const colour = isShown ? [...viridis((value - low) / (high - low)), 235] : [0, 0, 0, 0];
          if (pixel.join() !== colour.join()) expect({ at, pixel }).toEqual({ at, pixel: colour });
        });
      }),
      { numRuns: 30 },
    );
  });

  it('is hidden without a map, without a track, and on a new track until a map is shown', () => {
    const overlay = newHeatOverlay();
    overlay.show(EMPTY, 'reward');
    expect(overlay.mesh.visible).toBe(false);
    overlay.setTrack(track);
    expect(overlay.mesh.visible).toBe(false);
    overlay.show(EMPTY, 'reward');
    expect(overlay.mesh.visible).toBe(true);
    overlay.setTrack(bundledTrack('pond'));
    expect(overlay.mesh.visible).toBe(false);
    overlay.show(null, 'reward');
    expect(overlay.mesh.visible).toBe(false);
  });
});
