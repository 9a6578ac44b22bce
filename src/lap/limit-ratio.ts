/** How near an agent's laps come to what its car could do. */
import { fastestSpeed } from '../car/actions.ts';
import type { Agent } from '../policy/agent.ts';
import type { ObjectGroup } from '../sim/traffic.ts';
import type { Track } from '../track/track.ts';
import type { DriveResult } from './drive.ts';
import { provenLimit } from './limit.ts';

export interface LimitRatio {
  /** a flying lap at the agent's speeds, alone on the road, s */
  readonly limitSeconds: number;
  /** its best clean lap by that */
  readonly ratio: number;
}

/** @returns null among objects, without a clean lap, and where the track cannot be driven at these speeds */
export function limitRatio(
  { car, policy }: Agent,
  track: Track,
  objects: readonly ObjectGroup[],
  { laps }: DriveResult,
): LimitRatio | null {
  const clean = laps.filter((lap) => lap.clean).map(({ seconds }) => seconds);
  if (objects.length > 0 || clean.length === 0) return null;
  const limitSeconds = provenLimit(track, car, fastestSpeed(policy.actionSpace))?.driven.flying;
  return limitSeconds === undefined ? null : { limitSeconds, ratio: Math.min(...clean) / limitSeconds };
}
