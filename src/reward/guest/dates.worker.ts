/**
 * The language's `Date`, showing simulated time in UTC. Reward functions must see the same wherever they run, and a `Date`
 * of the engine's own, such as a file's time, leads to the same class.
 */
import { put } from './engine.ts';

const RealDate = Date;
/** A text that says which zone it is in; dates alone are UTC by the language's own rule. */
const HAS_ZONE = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\s*(?:\(.*\))?$|^[+-]?\d{4,6}(?:-\d\d){0,2}$/i;

function parse(text: string): number {
  const trimmed = text.trim();
  if (HAS_ZONE.test(trimmed)) return RealDate.parse(trimmed);
  const iso = RealDate.parse(`${trimmed}Z`);
  return Number.isNaN(iso) ? RealDate.parse(`${trimmed} UTC`) : iso;
}

type Parts = Parameters<typeof RealDate.UTC>;

/** Replaces the realm's `Date`; run it before any engine is loaded. @param read simulated milliseconds */
export function simulateDates(scope: Record<string, unknown>, read: () => number): void {
  const now = () => Math.floor(read());
  const timeOf = (args: readonly unknown[]): number => {
    if (args.length === 0) return now();
    if (args.length > 1) return RealDate.UTC(...(args as Parts));
    const [value] = args;
    return typeof value === 'string' ? parse(value) : new RealDate(value as number).getTime();
  };
  function SimulatedDate(this: unknown, ...args: unknown[]): unknown {
    if (!new.target) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, [timeOf(args)], new.target);
  }
  Object.assign(SimulatedDate, { now, parse: (text: unknown) => parse(String(text)), UTC: RealDate.UTC });
  const { prototype } = RealDate;
  Object.defineProperty(SimulatedDate, 'prototype', { value: prototype });
  Object.defineProperty(SimulatedDate, 'name', { value: 'Date' });
  Object.defineProperty(SimulatedDate, 'length', { value: 7 });
  put(prototype, 'constructor', SimulatedDate);
  const methods = prototype as unknown as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const [, verb, part] = /^([gs]et)UTC(\w+)$/.exec(name) ?? [];
    if (verb) put(methods, `${verb}${part}`, methods[name]);
  }
  // As `getYear` of old; nothing else shows the host's zone or language any more.
  put(methods, 'getYear', function (this: Date) {
    return this.getUTCFullYear() - 1900;
  });
  put(methods, 'setYear', prototype.setUTCFullYear);
  put(methods, 'getTimezoneOffset', () => 0);
  const { toUTCString, toISOString } = prototype;
  for (const name of ['toString', 'toDateString', 'toTimeString']) put(methods, name, toUTCString);
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) put(methods, name, toISOString);
  Reflect.deleteProperty(prototype, 'toTemporalInstant');
  put(scope, 'Date', SimulatedDate);
}
