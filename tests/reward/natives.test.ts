/** The shields around what JavaScript's classes do in C++. */
import { expect, it } from 'vitest';
import { simulateDates } from '../../src/reward/guest/dates.worker.ts';
import { shieldNatives } from '../../src/reward/guest/natives.worker.ts';

const scope: Record<string, unknown> = {};
shieldNatives(scope);

it('text coders work, and have nothing that could be forged', () => {
  const { TextDecoder: Decoder, TextEncoder: Encoder } = scope as {
    TextDecoder: typeof TextDecoder;
    TextEncoder: typeof TextEncoder;
  };
  const text = 'Röhre €';
  const bytes = new Encoder().encode(text);
  const decoder = new Decoder('utf-8', { fatal: true });
  expect(decoder.decode(bytes)).toBe(text);
  expect(decoder.decode(bytes.slice().buffer)).toBe(text);
  expect(() => decoder.decode(new Uint8Array([0xff]))).toThrow();
  expect(new Decoder('latin1').decode(new Uint8Array([0xfc]))).toBe('ü');
  expect(new Encoder().encodeInto('abc', new Uint8Array(2))).toEqual({ read: 2, written: 2 });
  // Nothing of Node's own is on the object, and nothing else passes for one.
  expect(Reflect.ownKeys(decoder)).toEqual([]);
  expect(() => Decoder.prototype.decode.call({}, bytes)).toThrow(TypeError);
  expect(() => decoder.decode({ byteLength: 4 } as unknown as Uint8Array)).not.toThrow();
});

it('dates show simulated time in UTC, whatever made them', () => {
  const { prototype } = Date;
  const before = Object.getOwnPropertyDescriptors(prototype);
  try {
    simulateDates(scope, () => 86_400_000);
    const Simulated = scope.Date as typeof Date;
    expect([Simulated.now(), new Simulated().getTime(), Number(new Simulated(0))]).toEqual([86_400_000, 86_400_000, 0]);
    const made = new Date(5);
    expect(made.constructor).toBe(Simulated);
    expect(made instanceof Simulated).toBe(true);
    expect(new (made.constructor as typeof Date)().getTime()).toBe(86_400_000);
    for (const text of ['2020-01-01T00:00', '2020-01-01', 'Jan 1 2020', '2020-01-01T09:00+09:00', '2020-01-01T00:00Z'])
      expect(new Simulated(text).getTime()).toBe(Date.UTC(2020, 0, 1));
    expect(new Simulated(2020, 0, 1, 12).getTime()).toBe(Date.UTC(2020, 0, 1, 12));
    expect(new Simulated(0).getHours()).toBe(0);
    expect(String(new Simulated(0))).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
  } finally {
    Object.defineProperties(prototype, before);
  }
});
