/** What runs reward functions inside a sandbox; one for each language. */
import type { Request } from '../request.ts';

export interface Engine {
  /** Answers a request with JSON text of an answer, and a block where it has one. */
  handle(request: Request, block: Uint8Array | null): Reply;
}

export interface Reply {
  readonly json: string;
  readonly block: Uint8Array | null;
}

/** What an engine takes from the place it runs in. */
export interface Place {
  /** real time, ms: for deadlines, never for reward functions */
  readonly now: () => number;
  /** what every clock in the sandbox shows, ms */
  setClock(read: () => number): void;
}

/** What one sandbox may use, bytes. */
export const MEMORY = { python: 512 << 20, javascript: 64 << 20 } as const;

const WASM_PAGE = 65536;

/** No WebAssembly memory of this realm grows beyond so many bytes: engines then raise their own errors. */
export function limitMemory(bytes: number): void {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * WASM_PAGE > bytes) throw new RangeError('the sandbox may use no more memory');
    return grow.call(this, pages);
  };
}

export const KNOWN: Reply = { json: '{"kind":"known"}', block: null };
