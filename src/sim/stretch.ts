/**
 * Two stretches of a road may lie so near to each other that a car crosses from one to the other with a wheel on the
 * road all the time. That is a shortcut, which "all four wheels off" does not notice.
 */
import { distance } from '../math/vector.ts';
import { arcBetween, type CentrePoint, pointAt } from '../track/locate.ts';
import type { Track } from '../track/track.ts';

/**
 * Between two neighbouring places, the road may be longer than the straight line by so much: by this factor, and m.
 * On the bundled and the eleven measured DeepRacer tracks, cutting a bend gives 1.7 times and less, a shortcut 11 m and more.
 */
const BEND_FACTOR = 2;
const SLACK = 0.5;

const before: CentrePoint = { x: 0, y: 0, previous: 0, part: 0 };
const after: CentrePoint = { x: 0, y: 0, previous: 0, part: 0 };

/** Whether a car has changed to another stretch of road between two decisions. @param from, to its projections, m of arc length */
export function changedStretch(track: Track, from: number, to: number): boolean {
  const along = Math.abs(arcBetween(track, from, to));
  if (along <= SLACK) return false;
  pointAt(track, from, before);
  pointAt(track, to, after);
  return along > SLACK + BEND_FACTOR * distance(before.x, before.y, after.x, after.y);
}
