/** One car's reward function on inputs, in a sandbox of its own. */

import { NODE_SANDBOXES } from '../../src/reward/sandbox.node.ts';
import { type CallReport, newSandbox, type RewardWarning, type SandboxOptions } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';

type More = Partial<Pick<SandboxOptions, 'seed' | 'carNumbers' | 'limits'>>;

/** @throws RewardFailed where it does not load, or its sandbox ends */
export async function callReward(
  file: string,
  text: string,
  inputs: readonly object[] = [{}],
  more: More = {},
): Promise<CallReport & { readonly loadWarnings: readonly RewardWarning[] }> {
  const sandbox = newSandbox({
    source: rewardSource(file, text),
    platform: NODE_SANDBOXES,
    seed: 1,
    carNumbers: [0],
    ...more,
  });
  try {
    const loadWarnings = await sandbox.loaded();
    const texts = inputs.map((input) => JSON.stringify(input));
    return { ...(await sandbox.call(0, '{}', texts, true)), loadWarnings };
  } finally {
    sandbox.close();
  }
}

export function printedText({ printed }: Pick<CallReport, 'printed'>): string {
  return printed.map(([, text]) => text).join('');
}
