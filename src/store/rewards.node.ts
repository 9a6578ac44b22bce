/** Reward functions: bundled ones by name, custom ones by file. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../math/error.ts';
import { PROJECT } from '../math/project.node.ts';
import { BUILT_IN_REWARDS } from '../reward/builtin.ts';
import { withRacingLine } from '../reward/racing-line.ts';
import { isRewardFile, type Language, type RewardSource, rewardSource } from '../reward/source.ts';
import type { Track } from '../track/track.ts';
import { readText } from './files.node.ts';

const LIBRARY = join(PROJECT, 'src', 'reward', 'library');
const EXTENSIONS = { python: 'py', typescript: 'ts' } as const;

/** Names of the reward functions that come as files, in Python and in TypeScript. */
export function libraryNames(): string[] {
  return readdirSync(LIBRARY)
    .filter((file) => file.endsWith('.py'))
    .map((file) => file.slice(0, -'.py'.length))
    .sort();
}

export function libraryText(name: string, language: Exclude<Language, 'javascript'>): string {
  return readText(join(LIBRARY, `${name}.${EXTENSIONS[language]}`));
}

/**
 * What to train with: the name of one that is compiled in, or a text for a sandbox.
 * @param track the only track, where there is only one: a racing line belongs to one
 * @throws UserError
 */
export function loadReward(nameOrFile: string, track?: Track): string | RewardSource {
  if (BUILT_IN_REWARDS.includes(nameOrFile)) return nameOrFile;
  if (nameOrFile === 'racing-line') {
    const problem = 'knows the line of one track only';
    if (!track) throw new UserError('--reward', '"racing-line"', problem, 'give one track, and no generated ones');
    return rewardSource('racing-line.ts', withRacingLine(libraryText('racing-line', 'typescript'), track));
  }
  if (libraryNames().includes(nameOrFile)) return rewardSource(`${nameOrFile}.ts`, libraryText(nameOrFile, 'typescript'));
  if (isRewardFile(nameOrFile) || existsSync(nameOrFile)) return rewardSource(nameOrFile, readText(nameOrFile));
  const names = [...new Set([...BUILT_IN_REWARDS, ...libraryNames()])].sort().join(', ');
  throw new UserError(
    '--reward',
    `"${nameOrFile}"`,
    'is neither a bundled reward nor a file',
    `use ${names}, or a .py, .ts or .js file`,
  );
}
