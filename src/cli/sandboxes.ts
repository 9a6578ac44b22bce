/** Sandboxes for commands: what there is to say of them is said once. */
import { confinementWarning } from '../reward/guest-process.node.ts';
import { type NodeSandboxOptions, nodeSandboxes } from '../reward/sandbox.node.ts';
import type { SandboxPlatform } from '../reward/sandbox.ts';
import { say } from './output.ts';

export function commandSandboxes(packages?: NodeSandboxOptions['packages']): SandboxPlatform {
  sayConfinement();
  return nodeSandboxes({ packages });
}

let isSaid = false;

/** For sandboxes that threads of this process start, too. */
export function sayConfinement(): void {
  const warning = isSaid ? null : confinementWarning();
  isSaid = true;
  if (warning) say(warning);
}
