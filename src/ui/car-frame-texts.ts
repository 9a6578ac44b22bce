/** All that the car's frame and the odds of its actions say. */
import { rounded } from './format.ts';

export const CAR_FRAME = {
  title: 'What the car sees',
  help: 'The followed car’s camera frame. Arrow keys hide a part of it, Escape ends that.',
  legend: 'Orange: what its decision depends on',
  hint: 'Point at the frame, or drag over it, to hide a part and see the odds change',
  action: (steeringDeg: number, speed: number) =>
    steeringDeg === 0
      ? `straight, ${rounded(speed)} m/s`
      : `${rounded(Math.abs(steeringDeg))}° ${steeringDeg > 0 ? 'left' : 'right'}, ${rounded(speed)} m/s`,
  left: '← left',
  right: 'right →',
  oddsUnits: 'steering °, speed m/s',
  withoutPatch: (change: string) => `Without this part: ${change}`,
  wouldChoose: (action: string) => `would choose ${action}`,
  odds: 'Probability of each action',
  means: 'What it would do',
  steering: 'Steering',
  speed: 'Speed',
} as const;
