/**
 * A separate place for a custom reward function, as its host sees it: started, asked, watched, ended when it takes
 * too long, and started again. What runs in it is in ./guest; how to get one is in sandbox.node.ts and sandbox.browser.ts.
 */
import { type RewardInputs, waypointsOf } from '../sim/inputs.ts';
import type { Track } from '../track/track.ts';
import { MAX_REWARD } from './contract.ts';
import { RewardFailed, type RewardProblem } from './problem.ts';
import { BATCH_ROWS, type Request } from './request.ts';
import type { Reward } from './reward.ts';
import { definitionLine, type RewardSource } from './source.ts';
import { type Answer, answerSchema, newRowBlock, type RowBlock, writeRow } from './wire.ts';

export interface Limits {
  /** of a call, on average over a batch */
  readonly callMilliseconds: number;
  /** of compiling the function and running its file once per car */
  readonly loadMilliseconds: number;
}
export const DEFAULT_LIMITS: Limits = { callMilliseconds: 50, loadMilliseconds: 5000 };

/** The first calls may take so much more: functions import and prepare things then. */
const FIRST_MILLISECONDS = 2000;
/** An engine's own start; half a minute is a very slow machine. */
const BOOT_MILLISECONDS = 60_000;
const CLOSED = 'the sandbox was closed';
/** After its deadline a sandbox may say where it was; then it is ended. */
const GRACE_MILLISECONDS = 250;

/** One running sandbox. */
export interface Connection {
  send(json: string, block: Uint8Array | null): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

/** What a platform offers. */
export interface SandboxPlatform {
  /** Starts a sandbox; it answers `ready` by itself, and then once to each message. */
  connect(language: 'python' | 'javascript', on: SandboxEvents): Connection;
  /** Calls back once after so many milliseconds. @returns how to call it off */
  after(milliseconds: number, callback: () => void): () => void;
  /** JavaScript of TypeScript, every character at its place */
  stripTypes(source: RewardSource): Promise<string>;
}

export interface SandboxEvents {
  answer(json: string, block: Uint8Array | null): void;
  /** It ended without being asked to. */
  ended(reason: string): void;
}

/** What a guest posts, where one says so. */
export interface GuestMessage {
  readonly json: string;
  readonly block: Uint8Array | null;
}

/** Passes a guest's message on; a stranger may have got hold of the other end. */
export function receiveFromGuest(data: GuestMessage, on: SandboxEvents): void {
  if (typeof data?.json !== 'string' || !(data.block === null || data.block instanceof Uint8Array)) {
    on.ended('it gave no answer');
  } else on.answer(data.json, data.block);
}

export interface SandboxOptions {
  readonly source: RewardSource;
  readonly platform: SandboxPlatform;
  /** of the cars' random numbers */
  readonly seed: number;
  /** one per car of this sandbox: its number among all of a training's, which names its random numbers */
  readonly carNumbers: readonly number[];
  /** calls that fail count as 0, instead of failing the batch */
  readonly zero?: boolean;
  readonly limits?: Limits;
  /** what the function printed, by car */
  readonly onPrinted?: (lines: readonly (readonly [car: number, text: string])[]) => void;
  /** of calls that failed and counted as 0 */
  readonly onZeroed?: (problem: RewardProblem, calls: number) => void;
}

export interface RewardWarning {
  readonly message: string;
  readonly line: number | null;
}

export type CallReport = Extract<Answer, { kind: 'called' }>;

export interface Sandbox {
  /** When the function is loaded: what it was warned of. @throws RewardFailed when it does not load */
  loaded(): Promise<readonly RewardWarning[]>;
  /** The reward of an environment whose cars are `firstCar`, … of this sandbox. */
  reward(firstCar: number): Reward;
  /** Rewards of one car for recorded steps, in their order. @throws RewardFailed at the first that fails */
  evaluate(car: number, steps: RecordedSteps): Promise<Float64Array>;
  /**
   * Calls it with arbitrary inputs, JSON texts of objects; `common` is part of each. `watch` reports which
   * inputs it reads. The report tells of the first problem.
   */
  call(car: number, common: string, inputs: readonly string[], watch: boolean): Promise<CallReport>;
  /** Ends it. */
  close(): void;
}

/** A reward function's inputs, step by step. */
export interface RecordedSteps {
  readonly track: Track;
  readonly inputs: RewardInputs;
  readonly count: number;
}

interface Pending {
  readonly resolve: (reply: { answer: Answer; block: Uint8Array | null }) => void;
  readonly reject: (error: Error) => void;
  readonly callOff: () => void;
}

/** Starts a sandbox. After a failure it starts again with the next use; the function's state is lost then. */
export function newSandbox(options: SandboxOptions): Sandbox {
  const { source, platform, seed, carNumbers, zero = false, limits = DEFAULT_LIMITS } = options;
  const { file } = source;
  const language = source.language === 'python' ? 'python' : 'javascript';
  const tracks = new Map<Track, number>();
  let connection: Connection | undefined;
  let pending: Pending | undefined;
  let owed: RewardFailed | undefined;
  let loading: Promise<readonly RewardWarning[]> | undefined;
  let known = 0;
  let isLoaded = false;
  let isFresh = true;
  let isClosed = false;

  const settle = (how: (waiting: Pending) => void): void => {
    const waiting = pending;
    pending = undefined;
    waiting?.callOff();
    if (waiting) how(waiting);
  };
  const abandon = <E extends Error>(failure: E): E => {
    connection?.kill();
    connection = undefined;
    loading = undefined;
    isLoaded = false;
    settle(({ reject }) => reject(failure));
    return failure;
  };
  const fail = (problem: RewardProblem): RewardFailed => abandon(new RewardFailed(problem));
  /** Fails when no call is waiting: the next call reports it, because the function's state is lost. */
  const failUnasked = (problem: RewardProblem): void => {
    const isAwaited = pending !== undefined;
    const failure = fail(problem);
    if (!isAwaited) owed = failure;
  };
  const returnRewards = (): void => {
    const failure = owed;
    owed = undefined;
    if (failure) throw failure;
  };
  const trouble = (kind: RewardProblem['kind'], type: string, message: string): RewardProblem => {
    return { kind, type, message, file, line: null, column: null, traceback: null, inputs: null };
  };

  const nonsense = () => trouble('crash', 'Error', 'the sandbox gave an answer that makes no sense');
  const told = (problem: RewardProblem, tooLong: string): RewardProblem => {
    const message = problem.kind === 'time' ? tooLong : problem.message;
    // The place of a wrong value is unknown: the function's first line is better than none.
    const line = problem.line ?? (problem.kind === 'value' ? definitionLine(source) : null);
    return { ...problem, message, line, file };
  };

  /** Waits for the sandbox's next answer, at most so long; `tooLong` says what took its time. */
  const nextAnswer = (milliseconds: number, tooLong: string): Promise<{ answer: Answer; block: Uint8Array | null }> =>
    new Promise((resolve, reject) => {
      const callOff = platform.after(milliseconds + GRACE_MILLISECONDS, () => {
        fail(trouble('time', 'TimeoutError', `${tooLong} It was inside one long operation; which, is not known.`));
      });
      pending = { resolve, reject, callOff };
    });
  const ask = (request: Request, block: Uint8Array | null, milliseconds: number, tooLong: string) => {
    const answer = nextAnswer(milliseconds, tooLong);
    connection?.send(JSON.stringify(request), block);
    return answer;
  };
  const open = (): Connection => {
    const mine: Connection = platform.connect(language, {
      answer(json, block) {
        if (connection !== mine) return;
        // It speaks only when asked.
        const answer = pending && readAnswer(json);
        if (!answer) failUnasked(nonsense());
        else if (answer.kind === 'failed') fail(told(answer.problem, loadText));
        else settle(({ resolve }) => resolve({ answer, block }));
      },
      ended(reason) {
        if (connection !== mine) return;
        failUnasked(trouble('crash', 'Error', `the sandbox ended: ${reason}`));
      },
    });
    return mine;
  };

  const callText = `a call took longer than ${limits.callMilliseconds} ms.`;
  const loadText = `loading it took longer than ${limits.loadMilliseconds / 1000} s.`;
  const load = async (): Promise<readonly RewardWarning[]> => {
    if (isClosed) throw new Error(CLOSED);
    const ready = nextAnswer(BOOT_MILLISECONDS, 'the sandbox did not start.');
    connection = open();
    // Both take a while, so both at once.
    const stripped = source.language === 'typescript' ? platform.stripTypes(source) : Promise.resolve(source.text);
    const [text, { answer: first }] = await Promise.all([stripped.catch((error) => Promise.reject(abandon(error))), ready]);
    if (isClosed) throw new Error(CLOSED);
    if (first.kind !== 'ready') throw fail(nonsense());
    const request: Request = { kind: 'load', file, text, seed, carNumbers, zero, milliseconds: limits.loadMilliseconds };
    const { answer } = await ask(request, null, limits.loadMilliseconds, loadText);
    if (answer.kind !== 'loaded') throw fail(nonsense());
    known = 0;
    isLoaded = true;
    isFresh = true;
    return answer.warnings;
  };
  const loaded = (): Promise<readonly RewardWarning[]> => {
    loading ??= load();
    return loading;
  };

  const trackNumber = (track: Track): number => {
    const number = tracks.get(track) ?? tracks.size;
    tracks.set(track, number);
    return number;
  };
  const sendTracks = async (): Promise<void> => {
    for (const [track, number] of tracks) {
      if (number < known) continue;
      const points = new Uint8Array(new Float64Array(waypointsOf(track).flat()).buffer);
      const request: Request = { kind: 'track', number, length: track.length };
      const { answer } = await ask(request, points, limits.loadMilliseconds, loadText);
      if (answer.kind !== 'known') throw fail(nonsense());
      known = number + 1;
    }
  };
  const failed = (problem: RewardProblem): RewardFailed => {
    // Its state is unknown: it starts again.
    return fail(told(problem, callText));
  };

  const evaluate = async (rows: RowBlock, count: number, out: Float32Array | Float64Array): Promise<void> => {
    // Without waiting where nothing is missing: the request then leaves before the environment drives on.
    returnRewards();
    if (!isLoaded) await loaded();
    if (known < tracks.size) await sendTracks();
    const milliseconds = count * limits.callMilliseconds + (isFresh ? FIRST_MILLISECONDS : 0);
    const request: Request = { kind: 'evaluate', count, stride: rows.stride, milliseconds };
    const { answer, block } = await ask(request, rows.bytes, milliseconds, callText);
    isFresh = false;
    const isKnown = (car: number) => car >= 0 && car < carNumbers.length;
    if (answer.kind !== 'evaluated' || block?.length !== 8 * count) throw fail(nonsense());
    if ((answer.failures ?? 0) > count || answer.printed?.some(([car]) => !isKnown(car))) throw fail(nonsense());
    if (answer.printed && answer.printed.length > 0) options.onPrinted?.(answer.printed);
    if (answer.problem && (!zero || answer.problem.kind === 'time' || answer.problem.kind === 'memory'))
      throw failed(answer.problem);
    if (answer.problem) options.onZeroed?.(told(answer.problem, callText), answer.failures ?? 1);
    const rewards = new Float64Array(block.buffer, block.byteOffset, count);
    for (let i = 0; i < count; i++) {
      // It has checked that itself; but who knows what it is by now.
      if (!(Math.abs(rewards[i]) <= MAX_REWARD)) throw fail(nonsense());
      out[i] = rewards[i];
    }
  };

  void loaded().catch(() => {});
  return {
    loaded,
    reward(firstCar) {
      let rows: RowBlock | undefined;
      return {
        name: file,
        async evaluate(environment, out) {
          const { inputs, inputTracks, cars } = environment;
          rows ??= newRowBlock(cars, inputs.object_capacity);
          // At once: the environment drives on.
          for (let i = 0; i < cars; i++) writeRow(rows, i, inputs, i, firstCar + i, trackNumber(inputTracks[i]));
          try {
            await evaluate(rows, cars, out);
          } catch (error) {
            if (!zero || !(error instanceof RewardFailed) || error.problem.kind === 'load') throw error;
            out.fill(0);
            options.onZeroed?.(error.problem, cars);
          }
        },
      };
    },
    async evaluate(car, { track, inputs, count }) {
      const values = new Float64Array(count);
      for (let first = 0; first < count; first += BATCH_ROWS) {
        const size = Math.min(BATCH_ROWS, count - first);
        const rows = newRowBlock(size, inputs.object_capacity);
        for (let i = 0; i < size; i++) writeRow(rows, i, inputs, first + i, car, trackNumber(track));
        await evaluate(rows, size, values.subarray(first, first + size));
      }
      return values;
    },
    async call(car, common, inputs, watch) {
      returnRewards();
      await loaded();
      const milliseconds = inputs.length * limits.callMilliseconds + (isFresh ? FIRST_MILLISECONDS : 0);
      const request: Request = { kind: 'call', car, common, inputs, watch, milliseconds };
      const { answer } = await ask(request, null, milliseconds, callText);
      isFresh = false;
      if (answer.kind !== 'called') throw fail(nonsense());
      const { problem, values } = answer;
      // One for each of the inputs, but for those from the first problem on.
      if (problem ? values.length > inputs.length : values.length !== inputs.length) throw fail(nonsense());
      return { ...answer, problem: problem && (problem.kind === 'time' ? failed(problem).problem : told(problem, callText)) };
    },
    close() {
      isClosed = true;
      connection?.kill();
      connection = undefined;
      settle(({ reject }) => reject(new Error(CLOSED)));
    },
  };
}

/** Most answers say only that all is well. */
function readAnswer(json: string): Answer | undefined {
  if (json === '{"kind":"evaluated"}') return { kind: 'evaluated' };
  try {
    return answerSchema.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}
