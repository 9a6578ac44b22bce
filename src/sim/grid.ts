/** Where the cars of a race start, and what its seed decides: slots, small deviations, grip. */
import type { CarSpec } from '../car/spec.ts';
import { wrapAngle } from '../math/angles.ts';
import { UserError } from '../math/error.ts';
import { cos, sin } from '../math/exact.ts';
import { integerBelow, randomStream, uniformIn } from '../math/random.ts';
import type { Track } from '../track/track.ts';
import { LANE_OFFSET, newStartPose, poseOnRoad, type StartPose } from './start.ts';

export const MAX_ENTRANTS = 12;
/** From the line to the bases of the first row, between rows, and how far the second of a row stands back, m. */
const FIRST_ROW = 0.35;
const ROW_SPACING = 0.8;
const STAGGER = 0.3;
/** To either side: m, radians, and a part of the grip. Without them, greedy policies would repeat one race for ever. */
const SIDEWAYS = 0.03;
const TURN = Math.PI / 180;
const GRIP = 0.02;

export interface GridPlace {
  /** counts from 0, the pole */
  readonly slot: number;
  readonly pose: StartPose;
  /** m of road from the line to the base; negative: the cars stand before it */
  readonly toLine: number;
  /** factor of the car's grip */
  readonly grip: number;
}

/** A time trial: on the line, in the middle, nothing drawn. */
export function lineStart(track: Track): GridPlace {
  const pose = newStartPose();
  poseOnRoad(track, 0, 0, pose);
  return { slot: 0, pose, toLine: 0, grip: 1 };
}

/**
 * The grid of a race: two by two behind the line, left and right lane in turn, who stands where by the seed.
 * @returns a place for each entrant, in their order
 * @throws UserError for more entrants than there are places
 */
export function startingGrid(track: Track, entrants: number, seed: number): GridPlace[] {
  const rows = Math.ceil(entrants / 2);
  if (entrants > MAX_ENTRANTS || FIRST_ROW + rows * ROW_SPACING > track.length / 2) {
    const most = Math.min(MAX_ENTRANTS, 2 * Math.floor((track.length / 2 - FIRST_ROW) / ROW_SPACING));
    throw new UserError(
      'entrants',
      `${entrants} cars`,
      `have no place on the grid of "${track.name}"`,
      `enter at most ${most}`,
    );
  }
  const slots = drawnSlots(entrants, seed);
  return slots.map((slot, entrant) => {
    const stream = randomStream(seed, 'grid', entrant + 1);
    const toLine = -(FIRST_ROW + ROW_SPACING * Math.floor(slot / 2) + STAGGER * (slot % 2));
    const pose = newStartPose();
    poseOnRoad(track, toLine, slot % 2 === 0 ? LANE_OFFSET : -LANE_OFFSET, pose);
    const aside = uniformIn(stream, -SIDEWAYS, SIDEWAYS);
    pose.x -= aside * sin(pose.yaw);
    pose.y += aside * cos(pose.yaw);
    pose.yaw = wrapAngle(pose.yaw + uniformIn(stream, -TURN, TURN));
    return { slot, pose, toLine, grip: 1 + uniformIn(stream, -GRIP, GRIP) };
  });
}

/** Every order equally likely (Fisher and Yates). */
function drawnSlots(count: number, seed: number): number[] {
  const stream = randomStream(seed, 'grid');
  const slots = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = integerBelow(stream, k + 1);
    [slots[k], slots[other]] = [slots[other], slots[k]];
  }
  return slots;
}

/** The car as a race's seed has it. */
export function withGrip(spec: CarSpec, grip: number): CarSpec {
  return grip === 1 ? spec : { ...spec, frontGrip: grip * spec.frontGrip, rearGrip: grip * spec.rearGrip };
}
