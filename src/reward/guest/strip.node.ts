/** The process that takes the types out of one TypeScript source (../strip.node.ts): one answer, and its life is over. */
import { readFileSync, writeSync } from 'node:fs';
import { RewardFailed } from '../problem.ts';
import type { RewardSource } from '../source.ts';
import { stripTypes } from '../typescript.ts';

const STANDARD_INPUT = 0;

function answer(value: object): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

try {
  answer({ code: await stripTypes(JSON.parse(readFileSync(STANDARD_INPUT, 'utf8')) as RewardSource) });
} catch (error) {
  if (!(error instanceof RewardFailed)) throw error;
  answer({ problem: error.problem });
}
