/**
 * What JavaScript's own classes do in C++, made safe against misuse: untrusted Python reaches every object
 * that the engine around it has.
 */
import { put } from './engine.ts';

const RealDecoder = TextDecoder;
const RealEncoder = TextEncoder;

const bytesOf = (input: unknown): Uint8Array =>
  ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array((input ?? 0) as ArrayBuffer);

/**
 * Node's text coders keep a handle of their C++ object in a property that can be written, and trust it. These hold the
 * real ones out of reach, and pass on nothing but bytes, texts and flags.
 */
class ShieldedDecoder {
  readonly #real: TextDecoder;

  constructor(label: unknown = 'utf-8', options: TextDecoderOptions = {}) {
    this.#real = new RealDecoder(String(label), { fatal: !!options?.fatal, ignoreBOM: !!options?.ignoreBOM });
  }

  get encoding(): string {
    return this.#real.encoding;
  }

  get fatal(): boolean {
    return this.#real.fatal;
  }

  get ignoreBOM(): boolean {
    return this.#real.ignoreBOM;
  }

  decode(input?: unknown, options?: TextDecodeOptions): string {
    // Most of what an engine does with it: nothing is to be made for that.
    if (options === undefined && ArrayBuffer.isView(input)) return this.#real.decode(input);
    return this.#real.decode(bytesOf(input), { stream: !!options?.stream });
  }
}

class ShieldedEncoder {
  readonly #real = new RealEncoder();

  get encoding(): string {
    return 'utf-8';
  }

  encode(text: unknown = ''): Uint8Array {
    return this.#real.encode(String(text));
  }

  encodeInto(text: unknown, target: unknown): TextEncoderEncodeIntoResult {
    if (!ArrayBuffer.isView(target)) throw new TypeError('the second argument must be a Uint8Array');
    return this.#real.encodeInto(String(text), bytesOf(target));
  }
}

/** Garbage collection is not observable: it depends on the machine. */
class NoRegistry {
  register(): void {}
  unregister(): boolean {
    return false;
  }
}

/** Puts the shields up; run it before any engine is loaded, which makes coders for itself. */
export function shieldNatives(scope: Record<string, unknown>): void {
  put(ShieldedDecoder, 'name', 'TextDecoder');
  put(ShieldedEncoder, 'name', 'TextEncoder');
  put(scope, 'TextDecoder', ShieldedDecoder);
  put(scope, 'TextEncoder', ShieldedEncoder);
  put(scope, 'FinalizationRegistry', NoRegistry);
  // Engines would do differently where these are: in newer Node and browsers only.
  for (const name of ['Suspending', 'promising', 'SuspendError', 'Function']) Reflect.deleteProperty(WebAssembly, name);
}

/** Errors, which engines compare with, are the only classes of WebAssembly that stay. */
const ERRORS = new Set(['CompileError', 'LinkError', 'RuntimeError', 'Exception']);

/** Ends the making of WebAssembly: machine code of strangers' choice would run beside the engine's. */
export function closeWebAssembly(): void {
  const holder = WebAssembly as unknown as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(holder)) {
    const former = holder[name];
    if (typeof former !== 'function' || ERRORS.has(name)) continue;
    function refuse(): never {
      throw new TypeError('reward functions make no WebAssembly');
    }
    put(holder, name, refuse);
    const { prototype } = former as { prototype?: object };
    if (!prototype) continue;
    // So that `instanceof` goes on working, and no instance leads to the real class.
    Object.defineProperty(refuse, 'prototype', { value: prototype });
    put(prototype, 'constructor', refuse);
  }
}
