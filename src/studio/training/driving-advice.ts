/** What is wrong with how a training's cars drive, by what they do and what it earns. */
import type { Driving } from '../../learn/driving.ts';
import { END } from '../../sim/episode.ts';
import { ADVICE } from './texts.ts';

/** A sentence, the numbers that show it, and the fix; the latter two may be empty. */
export interface Remark {
  readonly text: string;
  readonly numbers: string;
  readonly fix: string;
}

export function remark(text: string, numbers = '', fix = ''): Remark {
  return { text, numbers, fix };
}

/** Parts of the time that no good driver comes near. */
const MUCH_EDGE = 0.5;
const MUCH_OFF = 0.4;
const MUCH_SLOW = 0.5;
const ONE_ACTION = 0.85;
/** Drives that comparisons of their ends need. */
const ENOUGH_ENDS = 3;
const FAILURES = [END.offTrack, END.crashed, END.immobilised, END.reversed];

/** The gravest first. @param isFailing it completes few test laps */
export function drivingTroubles(driving: Driving, isFailing: boolean): Remark[] {
  const { steps, edge, wheelsOff, slow, timed, favourite } = driving;
  const found: Remark[] = [];
  const middle = driving.middle > 0 ? driving.middleReward / driving.middle : null;
  if (timed > 0 && slow / timed >= MUCH_SLOW) found.push(remark(ADVICE.slow(slow / timed), '', ADVICE.slowFix));
  if (wheelsOff / steps >= MUCH_OFF && wheelsOff > edge) {
    const numbers = ADVICE.placeNumbers(ADVICE.beside, driving.wheelsOffReward / wheelsOff, middle);
    found.push(remark(ADVICE.wheelsOff(wheelsOff / steps), numbers, ADVICE.wheelsOffFix));
  } else if (edge / steps >= MUCH_EDGE) {
    const numbers = ADVICE.placeNumbers(ADVICE.atEdge, driving.edgeReward / edge, middle);
    found.push(remark(ADVICE.edge(edge / steps), numbers, ADVICE.edgeFix));
  }
  if (isFailing && favourite / steps >= ONE_ACTION) {
    const text = ADVICE.oneAction(driving.favouriteSteeringDeg, driving.favouriteSpeed);
    found.push(remark(text, ADVICE.oneActionNumbers(favourite / steps), ADVICE.collapsedFix));
  }
  if (isFailing) found.push(...emptySteps(driving), ...sameEnds(driving));
  return found;
}

/** Steps that cost wherever the car is, or earn nothing anywhere. */
function emptySteps({ middle, edge, wheelsOff, middleReward, edgeReward, wheelsOffReward }: Driving): Remark[] {
  if (middle === 0 || edge === 0 || wheelsOff === 0) return [];
  const [most, least] = [Math.max(middleReward, edgeReward), Math.min(middleReward, edgeReward, wheelsOffReward)];
  if (most < 0) return [remark(ADVICE.costs, ADVICE.costsNumbers(middleReward / middle), ADVICE.costsFix)];
  if (most === 0 && least === 0) return [remark(ADVICE.nothing, '', ADVICE.nothingFix)];
  return [];
}

/** Laps that earn no more than failed drives. */
function sameEnds({ ends, endRewards }: Driving): Remark[] {
  const failures = FAILURES.reduce((sum, end) => sum + ends[end], 0);
  const laps = ends[END.lapComplete];
  if (laps < ENOUGH_ENDS || failures < ENOUGH_ENDS) return [];
  const failure = FAILURES.reduce((sum, end) => sum + endRewards[end], 0) / failures;
  const lap = endRewards[END.lapComplete] / laps;
  if (lap > failure) return [];
  return [remark(ADVICE.sameEnds, ADVICE.sameEndsNumbers(lap, failure), ADVICE.sameEndsFix)];
}

/** How most drives end; empty where none has. */
export function endsNumbers(driving: Driving | null): string {
  if (!driving) return '';
  const { ends, endRewards, endSeconds } = driving;
  const all = ends.reduce((sum, count) => sum + count, 0);
  if (all === 0) return '';
  const most = ends.indexOf(Math.max(...ends));
  return ADVICE.ends(ends[most] / all, ADVICE.endings[most], endSeconds[most] / ends[most], endRewards[most] / ends[most]);
}
