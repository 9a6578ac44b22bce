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
  /** Random numbers, and what engines take for entropy, are reset: the same for the same text. */
  seed(text: string): void;
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

/** How long the work under way may take. What took longer has failed, whatever it answers. */
interface Deadline {
  /** Whether time is up; from then on it stays so until the work is over. */
  isUp(): boolean;
  /** Does the work of a request, and corrects what its answer says of time. */
  answer(request: Extract<Request, { milliseconds: number }>, work: () => Reply): Reply;
}

export function newDeadline({ now }: Place): Deadline {
  let end = Number.POSITIVE_INFINITY;
  let isLate = false;
  const isUp = (): boolean => {
    isLate ||= now() > end;
    return isLate;
  };
  return {
    isUp,
    answer({ kind, milliseconds }, work) {
      end = now() + milliseconds;
      isLate = false;
      let reply: Reply | undefined;
      try {
        reply = work();
      } catch (error) {
        if (!isUp()) throw error;
      }
      const wasLate = isUp();
      end = Number.POSITIVE_INFINITY;
      isLate = false;
      return wasLate ? lateReply(kind, reply) : timelyReply(kind, reply as Reply);
    },
  };
}

/** Where a problem says so: one of time. */
const SAYS_TIME = /"kind": ?"time"/;

function lateReply(kind: Request['kind'], reply: Reply | undefined): Reply {
  const told = reply && JSON.parse(reply.json);
  const known = told?.problem?.kind === 'time' ? told.problem : NOWHERE;
  const problem = { ...known, kind: 'time', type: 'TimeoutError', message: '' };
  if (!told || kind === 'load') return { json: JSON.stringify({ kind: 'failed', problem }), block: null };
  const failures = kind === 'evaluate' && { printed: [], failures: 1 };
  return { json: JSON.stringify({ ...failures, ...told, problem }), block: reply?.block ?? null };
}

/** A function may raise by itself what an interruption raises. */
function timelyReply(kind: Request['kind'], reply: Reply): Reply {
  if (!SAYS_TIME.test(reply.json)) return reply;
  const told = JSON.parse(reply.json);
  if (told.problem?.kind !== 'time') return reply;
  const problem = { ...told.problem, kind: kind === 'load' ? 'load' : 'call' };
  return { ...reply, json: JSON.stringify({ ...told, problem }) };
}

/** Gives an object a property that may be changed again, whatever was there. */
export function put(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
}

const NOWHERE = { file: '', line: null, column: null, traceback: null, inputs: null };

/** What a sandbox says when it breaks itself. */
export function crashAnswer(error: unknown): string {
  const message = `the sandbox broke: ${String(error).slice(0, 1000)}`;
  return JSON.stringify({ kind: 'failed', problem: { ...NOWHERE, kind: 'crash', type: 'Error', message } });
}

export const KNOWN: Reply = { json: '{"kind":"known"}', block: null };
