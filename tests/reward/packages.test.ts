import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeSandboxes } from '../../src/reward/sandbox.node.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { preparePackages } from '../../src/store/python-packages.node.ts';
import { zip } from '../support/zip.ts';

const FILE = 'shapely-9.9-py3-none-any.whl';
const wheel = zip({
  'shapely/__init__.py': 'from ._more import area\n',
  'shapely/_more.py': 'def area(a, b):\n    return a * b\n',
  'shapely-9.9.dist-info/METADATA': 'Metadata-Version: 2.1\nName: shapely\nVersion: 9.9\n',
  'shapely-9.9.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  'shapely-9.9.dist-info/RECORD': '',
});
const source = rewardSource(
  'reward.py',
  'import shapely\ndef reward_function(params):\n    return shapely.area(2, params["speed"])',
);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lapzero-wheels-'));
  const lock = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('pyodide/pyodide-lock.json')), 'utf8'));
  const sha256 = createHash('sha256').update(wheel).digest('hex');
  lock.packages.shapely = { ...lock.packages.shapely, file_name: FILE, sha256, depends: [], version: '9.9' };
  writeFileSync(join(folder, 'pyodide-lock.json'), JSON.stringify(lock));
  writeFileSync(join(folder, FILE), wheel);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a package from a folder is loaded, and only it', async () => {
  const packages = await preparePackages(folder, source);
  expect(packages.packages).toEqual(['shapely']);
  const sandbox = newSandbox({ source, platform: nodeSandboxes({ packages }), seed: 1, carNumbers: [0] });
  try {
    await sandbox.loaded();
    expect((await sandbox.call(0, '{}', ['{"speed": 3}'], false)).values).toEqual([6]);
  } finally {
    sandbox.close();
  }
});

it('another wheel under its name is refused, from a folder and from the network', async () => {
  const other = mkdtempSync(join(tmpdir(), 'lapzero-wheels-'));
  writeFileSync(join(other, 'pyodide-lock.json'), readFileSync(join(folder, 'pyodide-lock.json')));
  writeFileSync(join(other, FILE), 'something else');
  await expect(preparePackages(other, source)).rejects.toThrow(/is not the one of Pyodide's lock file/);
  rmSync(other, { recursive: true });
  const server = createServer((_, response) => response.end('something else'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/full/`;
  await expect(preparePackages(url, source)).rejects.toThrow(/is not the one of Pyodide's lock file/);
  server.close();
});
