/** Who drives a training's opponents: given agents, or the learner as it was at earlier updates (self-play). */
import type { Network } from '../policy/network.ts';
import { type Policy, type PolicyData, policyFromData } from '../policy/policy.ts';

/** Updates between two copies of the learner, and copies that drive; the oldest goes first. */
const COPY_UPDATES = 16;
const MAX_COPIES = 5;

export interface OpponentPool {
  readonly isSelf: boolean;
  /** replaced, never changed, when a copy is added */
  policies: readonly Policy[];
}

/** @param given the agents; null = the learner itself @param copies its earlier weights, where it continues */
export function newOpponentPool(
  given: readonly PolicyData[] | null,
  learner: Policy,
  copies: readonly Float32Array[] = [],
): OpponentPool {
  if (given) return { isSelf: false, policies: given.map(policyFromData) };
  const { parameters } = learner.network;
  const first = copies.length > 0 ? copies : [parameters.slice()];
  return { isSelf: true, policies: first.map((weights) => copyOf(learner, weights)) };
}

/** After an update: at times the learner becomes an opponent. */
export function noteLearner(pool: OpponentPool, learner: Policy, updates: number): void {
  if (!pool.isSelf || updates % COPY_UPDATES !== 0) return;
  const copy = copyOf(learner, learner.network.parameters.slice());
  pool.policies = [...pool.policies, copy].slice(-MAX_COPIES);
}

function copyOf({ network, actionSpace }: Policy, parameters: Float32Array): Policy {
  const copy: Network = { ...network, parameters };
  return { network: copy, actionSpace };
}

/** The learner's earlier weights, oldest first: part of what a training resumes from. */
export function copiesOf({ isSelf, policies }: OpponentPool): Float32Array[] {
  return isSelf ? policies.map(({ network }) => network.parameters.slice()) : [];
}
