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

/** When the work under way must be over, real ms. */
export interface Deadline {
  at: number;
  within<T>(milliseconds: number, work: () => T): T;
}

export function newDeadline({ now }: Place): Deadline {
  const deadline: Deadline = {
    at: Number.POSITIVE_INFINITY,
    within(milliseconds, work) {
      deadline.at = now() + milliseconds;
      try {
        return work();
      } finally {
        deadline.at = Number.POSITIVE_INFINITY;
      }
    },
  };
  return deadline;
}

/** Gives an object a property that may be changed again, whatever was there. */
export function put(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
}

/** What a sandbox says when it breaks itself. */
export function crashAnswer(error: unknown): string {
  const message = `the sandbox broke: ${String(error).slice(0, 1000)}`;
  const nowhere = { file: '', line: null, column: null, traceback: null, inputs: null };
  return JSON.stringify({ kind: 'failed', problem: { kind: 'crash', type: 'Error', message, ...nowhere } });
}

export const KNOWN: Reply = { json: '{"kind":"known"}', block: null };
