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

export const KNOWN: Reply = { json: '{"kind":"known"}', block: null };
