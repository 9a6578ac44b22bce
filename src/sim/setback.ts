/** What leaving the road or running into something costs, where it does not end the episode: time, and the car is put back. */
import { placeCar } from '../car/car.ts';
import { type Episode, type EpisodeRules, TICKS_PER_SECOND } from './episode.ts';
import { lapProgress } from './inputs.ts';
import { carTouchesObject } from './objects.ts';
import { LANE_OFFSET, newStartPose, poseOnRoad, STEP_BACK } from './start.ts';

/** s (DeepRacer's evaluation) */
export const PENALTIES: Exclude<EpisodeRules['failure'], 'end'> = { offTrackSeconds: 2, crashSeconds: 5 };

const place = newStartPose();

/** Off the road: the car stands in the lane it was nearer to, where it last was. */
export function putBack(episode: Episode, isLeft: boolean, progress: number, penaltySeconds: number): void {
  episode.offTracks++;
  const arc = (episode.start + progress / 100) * episode.track.length;
  penalise(episode, arc, isLeft, progress, penaltySeconds);
}

/** Run into something: the car stands so far behind it in the other lane, as in DeepRacer; further back where that is taken. */
const RESET_BEHIND = 1;

export function putBehind(episode: Episode, progress: number, penaltySeconds: number): void {
  const { traffic, track, start, car } = episode;
  const { objects, distance, isLeft } = traffic;
  episode.crashes++;
  const touched = objects.findIndex((object) => carTouchesObject(car.pose, car.spec.shape, object));
  if (touched < 0) {
    // Another car, which drives on.
    penalise(episode, (start + progress / 100) * track.length, true, progress, penaltySeconds);
    return;
  }
  const other = isLeft[touched] === 0;
  for (let back = RESET_BEHIND; ; back += STEP_BACK) {
    const arc = distance[touched] - back;
    const there = lapProgress(arc < 0 ? arc + track.length : arc, track.length, { start, previous: progress });
    for (const left of [other, !other]) {
      penalise(episode, arc, left, there, 0);
      const isFree = !objects.some((object) => carTouchesObject(car.pose, car.spec.shape, object));
      if (!isFree && back < track.length) continue;
      episode.ticks += Math.round(penaltySeconds * TICKS_PER_SECOND);
      return;
    }
  }
}

/** The clock runs on by the penalty, and the front point is at `arc` metres in the middle of a lane, at rest. */
function penalise(episode: Episode, arc: number, isLeft: boolean, progress: number, penaltySeconds: number): void {
  episode.ticks += Math.round(penaltySeconds * TICKS_PER_SECOND);
  poseOnRoad(episode.track, arc - episode.car.spec.shape.frontPoint, isLeft ? LANE_OFFSET : -LANE_OFFSET, place);
  placeCar(episode.car, place.x, place.y, place.yaw);
  episode.previous = progress;
  episode.immobileSteps = 0;
  episode.fallingSteps = 0;
  // Had it crossed the line on its way, that does not count.
  episode.crossingMicroseconds = episode.lapStartMicroseconds;
}
