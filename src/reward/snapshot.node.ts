/** A started interpreter's memory, saved beside the packages: starting from it takes a seventh of the time. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modulesFolder } from './guest-process.node.ts';

/** Its file, whether it is there or not. @param engine text of our engine, which is part of it */
export function snapshotFile(engine: string): string {
  const { version } = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('pyodide/package.json')), 'utf8'));
  // Newer Node has more of WebAssembly, which the interpreter uses: its memory refers to that.
  const made = createHash('sha256').update(`${version} ${process.versions.v8} ${engine}`).digest('hex').slice(0, 16);
  return join(modulesFolder(), '.cache', 'lapzero', `python-${made}.snapshot`);
}

/** Without a saved snapshot the next start is slow, too. */
export function saveSnapshot(file: string, bytes: Uint8Array): void {
  const half = `${file}.${process.pid}-${performance.now()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(half, bytes);
    renameSync(half, file);
    const isOther = (name: string) => name.endsWith('.snapshot') && name !== basename(file);
    for (const name of readdirSync(dirname(file)).filter(isOther)) rmSync(join(dirname(file), name), { force: true });
  } catch {
    rmSync(half, { force: true });
  }
}
