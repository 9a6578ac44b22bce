/**
 * What results depend on, in three numbers. A result names those that it was made by; by others it cannot be verified.
 *
 * - sim: one car's motion, sight and timing
 * - race: contact and the rules of races
 * - learn: how weights follow from a recipe (PPO, its back end, reward engines)
 */
import { UserError } from './error.ts';

export const SIM_VERSION = 3;
export const RACE_VERSION = 1;
export const LEARN_VERSION = 1;

/** Those that trained weights depend on. */
export const TRAINING_VERSIONS = { sim: SIM_VERSION, learn: LEARN_VERSION } as const;
/** Those that a drive's result depends on. */
export const DRIVE_VERSIONS = { sim: SIM_VERSION, race: RACE_VERSION } as const;

type VersionKind = 'sim' | 'race' | 'learn';

const CURRENT: Readonly<Record<VersionKind, number>> = { sim: SIM_VERSION, race: RACE_VERSION, learn: LEARN_VERSION };

/** The last version of the package that had each. */
const PACKAGES: Readonly<Record<VersionKind, Readonly<Record<number, string>>>> = {
  sim: { 1: '0.1.0', 2: '0.2.0' },
  race: { 1: '0.2.0' },
  learn: { 1: '0.2.0' },
};

/** @throws UserError naming `file` for what was made by another version, with the package version to install */
export function checkVersion(kind: VersionKind, made: number, file: string): void {
  if (made === CURRENT[kind]) return;
  const known = PACKAGES[kind][made];
  const fix = known
    ? `it is of Lapzero ${known}: install that version, or make it again with this one`
    : 'make it again with this version';
  throw new UserError(file, `${kind}Version`, `is ${made}, not ${CURRENT[kind]}`, fix);
}
