/** Takes the types out of TypeScript in a process of its own: a few characters can keep a compiler busy for hours. */
import { z } from 'zod';
import { startGuest } from './guest-process.node.ts';
import type { RewardFailed } from './problem.ts';
import type { RewardSource } from './source.ts';
import { compilerFailure, STRIP_MILLISECONDS, stripFailure, tooLong } from './typescript.ts';

const answerSchema = z.union([
  z.strictObject({ code: z.string() }),
  z.strictObject({ failure: z.looseObject({ isBroken: z.boolean(), message: z.string() }) }),
]);
/** Code is as long as its source, which is limited; in JSON it may be six times as long. */
const MAX_ANSWER = 4 << 20;

/** All sandboxes of a training want the same. */
let last: { readonly source: RewardSource; readonly code: Promise<string> } | undefined;

/** @throws RewardFailed for what is not TypeScript, or takes too much */
export function stripTypesInChild(source: RewardSource): Promise<string> {
  if (last?.source.text === source.text && last.source.file === source.file) return last.code;
  const code = stripInNewChild(source);
  const mine = { source, code };
  last = mine;
  // What failed may succeed another time: the machine may have been busy.
  code.catch(() => {
    if (last === mine) last = undefined;
  });
  return code;
}

function stripInNewChild(source: RewardSource): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      child.kill();
      how();
    };
    const refuse = (error: RewardFailed) => settle(() => reject(error));
    const child = startGuest({
      script: 'strip-types.node',
      onEnded: (reason) => refuse(stripFailure(source, `the TypeScript compiler ended (${reason}); simplify the text`)),
    });
    const timer = setTimeout(() => refuse(tooLong(source)), STRIP_MILLISECONDS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.length > MAX_ANSWER) refuse(stripFailure(source, 'the TypeScript compiler gave an impossible answer'));
      if (!answer.endsWith('\n')) return;
      const told = answerSchema.safeParse(parsed(answer));
      if (!told.success) refuse(stripFailure(source, 'the TypeScript compiler gave an impossible answer'));
      else if ('code' in told.data) {
        const { code } = told.data;
        settle(() => resolve(code));
      } else refuse(compilerFailure(source, told.data.failure.isBroken, told.data.failure));
    });
    child.stdin.end(JSON.stringify(source));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
