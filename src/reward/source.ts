/** A reward function's text, and which language it is in. */
import { UserError } from '../math/error.ts';
import { sha256Hex } from '../math/sha256.ts';
import { AWS_LIMITS } from './contract.ts';

export type Language = 'python' | 'javascript' | 'typescript';

export interface RewardSource {
  /** as people call it: in messages and tracebacks */
  readonly file: string;
  readonly language: Language;
  readonly text: string;
}

/** A source that has not been checked yet. */
export type RewardText = Pick<RewardSource, 'file' | 'text'>;

const EXTENSIONS: Readonly<Record<string, Language>> = {
  py: 'python',
  js: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
};

export function isRewardFile(name: string): boolean {
  return languageOf(name) !== undefined;
}

function languageOf(file: string): Language | undefined {
  const [, extension] = /\.(\w+)$/.exec(file) ?? [];
  return extension === undefined ? undefined : EXTENSIONS[extension.toLowerCase()];
}

/** @throws UserError for a file that is none of a reward function */
export function rewardSource(file: string, text: string): RewardSource {
  const language = languageOf(file);
  if (!language) throw new UserError(file, 'name', 'is not that of a reward function', 'call it something.py, .ts or .js');
  if (text.trim() === '') throw new UserError(file, 'text', 'is empty', 'define reward_function(params) in it');
  if (text.length > AWS_LIMITS.characters) {
    const problem = `has ${text.length} characters`;
    throw new UserError(file, 'text', problem, `keep it within ${AWS_LIMITS.characters}, as AWS did`);
  }
  return { file, language, text };
}

export function sourceHash({ text }: RewardSource): string {
  return sha256Hex(new TextEncoder().encode(text));
}

/** Line where the reward function is defined, from 1; null where that cannot be seen. */
export function definitionLine({ text }: RewardSource): number | null {
  const line = text
    .split('\n')
    .findIndex((line) => /\b(function|def)\s+reward_function\b|\breward_function\s*=|\bexport\s+default\b/.test(line));
  return line < 0 ? null : line + 1;
}
