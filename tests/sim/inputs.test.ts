import { describe, expect, it } from 'vitest';
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import { DEEPRACER_SHAPE } from '../../src/car/spec.ts';
import { inputsOf, lapProgress, newRewardInputs, objectInputs, writePoseInputs } from '../../src/sim/inputs.ts';
import { roadObject } from '../../src/sim/objects.ts';
import { parseTrackNpy } from '../../src/track/format.ts';
import { reverseTrack } from '../../src/track/track.ts';
import { hasSharedData, sharedBytes, sharedText } from '../support/shared-data.ts';

interface OracleGroup {
  readonly track: string;
  readonly reverse_dir: boolean;
  readonly rows: (Record<string, unknown> & { _in: Record<string, number> })[];
}

/** Deep comparison: numbers to 1e-9, everything else exactly. */
function differs(ours: unknown, theirs: unknown): boolean {
  if (typeof theirs === 'number') return !(Math.abs((ours as number) - theirs) <= 1e-9);
  if (Array.isArray(theirs)) {
    return !Array.isArray(ours) || ours.length !== theirs.length || theirs.some((value, i) => differs(ours[i], value));
  }
  return ours !== theirs;
}

describe.skipIf(!hasSharedData)('reward inputs beside the simulator’s own geometry', () => {
  it('agree in all 968 rows', () => {
    const groups = JSON.parse(sharedText('reward-inputs-oracle.json')) as OracleGroup[];
    const inputs = newRewardInputs(1, 5);
    const failures: string[] = [];
    let rows = 0;
    for (const group of groups) {
      const forward = parseTrackNpy(sharedBytes(`tracks/${group.track}.npy`), group.track, group.track);
      const track = group.reverse_dir ? reverseTrack(forward) : forward;
      for (const row of group.rows) {
        rows++;
        const { base_x: x, base_y: y, yaw_rad: yaw, prev_progress: previous, start_ndist: start } = row._in;
        const locations = row.objects_location as [number, number][];
        const objects = objectInputs(
          track,
          locations.map(([ox, oy], i) =>
            roadObject({
              kind: 'box',
              x: ox,
              y: oy,
              heading: (row.objects_heading as number[])[i],
              speed: (row.objects_speed as number[])[i],
            }),
          ),
        );
        const pose = { x, y, yaw, cosYaw: Math.cos(yaw), sinYaw: Math.sin(yaw) };
        writePoseInputs(inputs, 0, track, pose, DEEPRACER_SHAPE, { start, previous }, objects, DEEPRACER_CAMERA);
        inputs.steps[0] = row.steps as number;
        inputs.speed[0] = row.speed as number;
        inputs.steering_angle[0] = row.steering_angle as number;
        const ours = inputsOf(inputs, 0, track);
        for (const [key, theirs] of Object.entries(row)) {
          if (key === '_in' || key === 'closest_waypoint_metric') continue;
          if (!(key in ours)) failures.push(`${key} is missing`);
          else if (differs(ours[key], theirs))
            failures.push(`${group.track} row ${rows}: ${key} ${JSON.stringify(ours[key])} ${JSON.stringify(theirs)}`);
        }
      }
    }
    expect(failures).toEqual([]);
    expect(rows).toBe(968);
  });
});

describe('lap progress', () => {
  it('counts from the start, through the line, and never beyond 100', () => {
    const length = 20;
    let previous = 0;
    for (let metres = 0.2; metres < length; metres += 0.2) {
      const projection = (15 + metres) % length;
      const progress = lapProgress(projection, length, { start: 0.75, previous });
      expect(progress).toBeCloseTo((100 * metres) / length, 9);
      previous = progress;
    }
    expect(lapProgress(15.1, length, { start: 0.75, previous: 99.5 })).toBe(100);
  });

  it('falls below zero when a car drives back over its start', () => {
    expect(lapProgress(14.9, 20, { start: 0.75, previous: 1 })).toBeCloseTo(-0.5, 9);
  });
});
