/**
 * Takes away from this realm all that the language itself does not have, and replaces its clocks and random numbers.
 * Whatever a reward function gets hold of here can then compute, and nothing else. Run it before any engine is loaded
 * (`makePlace`) and again after (`harden`): engines look for some of it while they start.
 */
import { randomStream, uniform } from '../../math/random.ts';
import { simulateDates } from './dates.worker.ts';
import { type Place, put } from './engine.ts';
import { closeWebAssembly, shieldNatives } from './natives.worker.ts';

/** The language's own globals, and what engines need to run: text coders. */
const ALLOWED = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error ' +
    'AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math ArrayBuffer ' +
    'Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray ' +
    'BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry ' +
    'decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN ' +
    'WebAssembly TextEncoder TextDecoder console performance crypto self WorkerGlobalScope'
  ).split(' '),
);

/** Simulated clocks and seeded random numbers instead of the real ones, which only the returned place still knows. */
export function makePlace(scope: Record<string, unknown>): Place {
  const real = scope.performance as { now(): number };
  const now = real.now.bind(real);
  let read = () => 0;
  let stream = randomStream(0, 'sandbox');
  simulateDates(scope, () => read());
  shieldNatives(scope);
  deleteLanguage(scope);
  put(scope, 'performance', { now: () => read(), timeOrigin: 0 });
  put(scope, 'crypto', {
    getRandomValues<T extends ArrayBufferView>(array: T): T {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(256 * uniform(stream));
      return array;
    },
  });
  Math.random = () => uniform(stream);
  const silent = () => {};
  put(scope, 'console', { log: silent, warn: silent, error: silent, info: silent, debug: silent });
  return {
    now,
    setClock(clock) {
      read = clock;
    },
    seed(text) {
      stream = randomStream(0, text);
    },
  };
}

/** The host's language and region decide nothing. */
function deleteLanguage(scope: Record<string, unknown>): void {
  put(scope, 'navigator', undefined);
  for (const { prototype } of [Number, BigInt]) put(prototype, 'toLocaleString', prototype.toString);
  const text = String.prototype;
  put(text, 'toLocaleUpperCase', text.toUpperCase);
  put(text, 'toLocaleLowerCase', text.toLowerCase);
  put(text, 'localeCompare', function (this: string, other: unknown) {
    const [a, b] = [String(this), String(other)];
    return a < b ? -1 : Number(a > b);
  });
}

/**
 * Removes every global that is not the language's own, up the prototype chain, and freezes all that is left: code around
 * the sandbox uses the same built-ins, and a changed one would be called with objects that sandboxed code must not reach.
 */
export function harden(scope: object): void {
  removeGlobals(scope);
  closeWebAssembly();
  freezeAll(scope);
}

function removeGlobals(scope: object): void {
  for (let holder = scope; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const name of Reflect.ownKeys(holder)) {
      // Above the global object itself are only what replaced globals were before, and their kin.
      if (typeof name === 'string' && holder === scope && ALLOWED.has(name)) continue;
      // Symbols are removed, too: Node keeps its network client under one.
      if (name === Symbol.toStringTag) continue;
      if (Reflect.deleteProperty(holder, name)) continue;
      try {
        Object.defineProperty(holder, name, { value: undefined });
      } catch {
        // Not configurable: such as `window` of a frame, which a worker has not.
      }
    }
  }
}

/** Freezes everything that can be reached from the globals, but not the global object itself. */
function freezeAll(scope: object): void {
  const done = new Set<unknown>();
  const waiting: unknown[] = [scope, ...withoutNames()];
  while (waiting.length > 0) {
    const thing = waiting.pop();
    if ((typeof thing !== 'object' && typeof thing !== 'function') || thing === null || done.has(thing)) continue;
    done.add(thing);
    // Numbers in memory cannot be frozen, and need not be.
    if (thing !== scope && !ArrayBuffer.isView(thing)) Object.freeze(thing);
    waiting.push(Object.getPrototypeOf(thing));
    for (const key of Reflect.ownKeys(thing)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(thing, key) as PropertyDescriptor;
      waiting.push(value, get, set);
    }
  }
}

/** Prototypes of the language that no global leads to. */
function withoutNames(): unknown[] {
  const made = [
    function* () {},
    async () => {},
    async function* () {},
    (function* () {})(),
    (async function* () {})(),
    [][Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    ''[Symbol.iterator](),
    'a'.matchAll(/a/g),
    new Uint8Array(),
  ];
  return made.map((thing) => Object.getPrototypeOf(thing));
}

const DYNAMIC_IMPORT = /\bimport\s*\(/g;

/**
 * A module's text without any way to load more code: a sandbox that cannot say `import()` cannot reach the network or
 * the machine through it. Pyodide's scripts use it only where they run in Node by themselves.
 */
export function withoutImports(script: string): string {
  return script.replace(DYNAMIC_IMPORT, '(()=>{throw new Error("no imports here")})(');
}
