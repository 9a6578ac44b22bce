import { readdirSync, readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseAgent } from '../../src/policy/agent.ts';
import { unzipAgent, type ZippedAgent, zipAgent } from '../../src/store/agent-zip.ts';

const folder = new URL('../../agents/workshop-gold/', import.meta.url);
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))]),
) as ZippedAgent;

describe('an agent in a zip', () => {
  it('comes out as it went in', () => {
    const out = unzipAgent(zipAgent(files), 'a.zip');
    expect(out).toEqual(files);
    expect(parseAgent(out, 'a.zip').name).toBe('workshop-gold');
  });

  it('has the same bytes each time', () => {
    expect(zipAgent(files)).toEqual(zipAgent(files));
  });

  it('leaves out what is none of an agent’s', () => {
    const more = zipSync({ ...files, '../../evil.sh': new Uint8Array(4), __proto__: new Uint8Array(4) });
    expect(Object.keys(unzipAgent(more, 'a.zip')).sort()).toEqual(Object.keys(files).sort());
  });

  const { 'weights.bin': weights, ...headless } = files;
  it.each([
    ['no zip', new Uint8Array(100), 'a.zip: the file is no whole zip'],
    ['half a zip', zipAgent(files).slice(0, 5000), 'a.zip: the file is no whole zip'],
    ['an empty zip', zipSync({}), 'a.zip: agent.json is missing'],
    ['an agent without weights', zipSync(headless), 'a.zip: weights.bin is missing'],
    ['a manifest that swells', zipSync({ ...files, 'agent.json': new Uint8Array(2 << 20) }), 'agent.json is over 1 MiB'],
    ['too large a file', new Uint8Array((256 << 20) + 1), 'a.zip: size is over 256 MiB'],
  ])('is refused when it is %s', (_, bytes, message) => {
    expect(() => unzipAgent(bytes, 'a.zip')).toThrow(message);
  });

  it('does not swell beyond what it says', () => {
    // The directory promises 100 bytes of what is really a megabyte of zeros.
    const bytes = zipSync({ ...files, 'reward.py': new Uint8Array(1 << 20) });
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at < bytes.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === 1 << 20) {
        view.setUint32(at + 24, 100, true);
      }
    }
    let length = 0;
    try {
      length = unzipAgent(bytes, 'a.zip')['reward.py'].length;
    } catch (error) {
      expect(error).toHaveProperty('name', 'UserError');
    }
    expect(length).toBeLessThanOrEqual(100);
  });

  /** The same zip with one name for another of its length, in directory and files alike. */
  const renamed = (bytes: Uint8Array, from: string, to: string): Uint8Array => {
    const text = Buffer.from(bytes).toString('latin1').replaceAll(from, to);
    return new Uint8Array(Buffer.from(text, 'latin1'));
  };

  it('has every name once', () => {
    const twice = renamed(
      zipSync({ ...files, 'reward.xx': new Uint8Array(9), 'reward.yy': new Uint8Array(9) }),
      'reward.yy',
      'reward.xx',
    );
    expect(() => unzipAgent(twice, 'a.zip')).toThrow('a.zip: the file is no whole zip ("reward.xx" is in it twice)');
  });

  it('has few entries', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}.txt`, new Uint8Array(1)]));
    expect(() => unzipAgent(zipSync({ ...files, ...many }), 'a.zip')).toThrow('it has over 100 entries');
  });

  it.each([
    ['stored', 0],
    ['packed', 9],
  ] as const)('is as large as it says when %s', (_, level) => {
    const size = 3 << 20;
    const bytes = zipSync({ ...files, 'reward.py': [new Uint8Array(size), { level }] });
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at < bytes.length - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === size)
        view.setUint32(at + 24, 100, true);
    }
    expect(() => unzipAgent(bytes, 'a.zip')).toThrow('"reward.py" is not as large as it says');
  });
});
