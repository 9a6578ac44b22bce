/** Takes the types out of TypeScript, beside the page. */
import { RewardFailed, type RewardProblem } from './problem.ts';
import type { RewardSource } from './source.ts';
import { stripTypes } from './typescript.ts';

export type StripAnswer =
  | { readonly code: string; readonly problem?: undefined }
  | { readonly code?: undefined; readonly problem: RewardProblem };

addEventListener('message', async ({ data, ports }: MessageEvent<RewardSource>) => {
  const answer = (answer: StripAnswer) => ports[0].postMessage(answer);
  try {
    answer({ code: await stripTypes(data) });
  } catch (error) {
    if (error instanceof RewardFailed) answer({ problem: error.problem });
    else {
      const message = `the TypeScript compiler did not start (${error})`;
      answer({
        problem: {
          kind: 'load',
          type: 'Error',
          message,
          file: data.file,
          line: null,
          column: null,
          traceback: null,
          inputs: null,
        },
      });
    }
  }
});
