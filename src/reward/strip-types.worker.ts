/** Takes the types out of one TypeScript source, beside the page: one answer, and the page ends it. */
import { RewardFailed, type RewardProblem } from './problem.ts';
import type { RewardSource } from './source.ts';
import { stripFailure, stripTypes } from './typescript.ts';

export type StripTypesAnswer =
  | { readonly code: string; readonly problem?: undefined }
  | { readonly code?: undefined; readonly problem: RewardProblem };

addEventListener('message', async ({ data }: MessageEvent<RewardSource>) => {
  const answer = (answer: StripTypesAnswer) => postMessage(answer);
  try {
    answer({ code: await stripTypes(data) });
  } catch (error) {
    const failure =
      error instanceof RewardFailed ? error : stripFailure(data, `the TypeScript compiler did not start (${error})`);
    answer({ problem: failure.problem });
  }
});
