/**
 * Pyodide's packages (numpy, scipy, shapely …) for reward functions: from a folder, or once from the network. They are
 * not Lapzero's; every wheel must be the one that Pyodide's lock file names.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { modulesFolder } from '../reward/guest-process.node.ts';
import type { PythonPackages } from '../reward/sandbox.node.ts';
import type { RewardSource } from '../reward/source.ts';
import { readBytes, readText, writeWhole } from './files.node.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      file_name: z.string().regex(/^[\w.+-]+$/),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      depends: z.array(z.string()),
      imports: z.array(z.string()),
    }),
  ),
});
type Lock = z.infer<typeof lockSchema>;

const CACHE = join(modulesFolder(), '.cache', 'lapzero', 'wheels');

/**
 * The packages that a reward function imports, ready to load.
 * @param place a folder with wheels, or a URL of one
 * @throws UserError for wheels that are missing, or not those of the lock file
 */
export async function preparePackages(place: string, { text }: RewardSource): Promise<PythonPackages> {
  const own = join(place, 'pyodide-lock.json');
  const lockFile = !isUrl(place) && existsSync(own) ? own : fileURLToPath(import.meta.resolve('pyodide/pyodide-lock.json'));
  const lock = readText(lockFile);
  const { packages: known } = readJson(lock, lockSchema, lockFile, "use the lock file of Lapzero's Pyodide");
  const packages = importedPackages(text, known);
  const wheels: Record<string, string> = {};
  for (const name of withDependencies(packages, known)) {
    const { file_name: file, sha256 } = known[name];
    wheels[file] = isUrl(place) ? await fetchWheel(place, file, sha256) : checkWheel(join(place, file), sha256);
  }
  return { lock, wheels, packages };
}

const isUrl = (place: string): boolean => /^https?:\/\//.test(place);

function importedPackages(text: string, known: Lock['packages']): string[] {
  const roots = new Set([...text.matchAll(/^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)/gm)].map(([, root]) => root));
  return Object.keys(known).filter((name) => known[name].imports.some((module) => roots.has(module.split('.')[0])));
}

function withDependencies(names: readonly string[], known: Lock['packages']): Set<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name) || !known[name]) return;
    all.add(name);
    known[name].depends.forEach(add);
  };
  names.forEach(add);
  return all;
}

function isWheel(bytes: Uint8Array, sha256: string): boolean {
  return createHash('sha256').update(bytes).digest('hex') === sha256;
}

function checkWheel(path: string, sha256: string): string {
  if (isWheel(readBytes(path), sha256)) return path;
  throw new UserError(
    path,
    'the wheel',
    "is not the one of Pyodide's lock file",
    "copy it from the Pyodide release of Lapzero's version",
  );
}

async function fetchWheel(place: string, file: string, sha256: string): Promise<string> {
  const path = join(CACHE, `${sha256.slice(0, 16)}-${file}`);
  if (existsSync(path)) return checkWheel(path, sha256);
  const url = `${place.replace(/\/$/, '')}/${file}`;
  let bytes: Uint8Array;
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    throw new UserError(url, 'the wheel', `cannot be fetched (${(error as Error).message})`, 'check the URL and the network');
  }
  if (!isWheel(bytes, sha256)) {
    throw new UserError(
      url,
      'the wheel',
      "is not the one of Pyodide's lock file",
      "use the Pyodide release of Lapzero's version",
    );
  }
  writeWhole(path, bytes);
  return path;
}
