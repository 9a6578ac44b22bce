/** JavaScript in a sandbox: QuickJS, a context of its own for every car. */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { MAX_REWARD, REWARD_INPUTS } from '../contract.ts';
import type { RewardProblem } from '../problem.ts';
import { OBJECT_BYTES, type Request, ROW_BYTES } from '../request.ts';
import { type Engine, KNOWN, MEMORY, type Place, type Reply } from './engine.ts';
import { PRELUDE } from './prelude.ts';

const MAX_STACK = 512 << 10;
/** Numbers of a row as a context gets them: all as float64. */
const ROW_NUMBERS = 25;
const MAX_OBJECTS = 40;

/** A row where QuickJS has it: one array buffer that all contexts read. */
interface SharedRow {
  readonly handle: QuickJSHandle;
  /** Anew when QuickJS's memory has grown: it is another buffer then. */
  numbers(): Float64Array;
}

interface Car {
  readonly context: QuickJSContext;
  readonly step: QuickJSHandle;
  readonly call: QuickJSHandle;
  readonly addCourse: QuickJSHandle;
}

export async function newJavaScriptEngine(wasm: ArrayBuffer, place: Place): Promise<Engine> {
  const module = await newQuickJSWASMModuleFromVariant(newVariant(variant as unknown as QuickJSSyncVariant, { wasmBinary: wasm }));
  return engineOf(module, place);
}

function engineOf(quickjs: QuickJSWASMModule, place: Place): Engine {
  const runtime = quickjs.newRuntime({ memoryLimitBytes: MEMORY.javascript, maxStackSizeBytes: MAX_STACK });
  let deadline = Number.POSITIVE_INFINITY;
  runtime.setInterruptHandler(() => place.now() > deadline);
  let clock = 0;
  place.setClock(() => clock);
  const row = newSharedRow(runtime.newContext());
  let cars: Car[] = [];
  let file = '';
  let isZero = false;
  const courses: { number: number; length: number; points: Uint8Array }[] = [];
  const within = <T>(milliseconds: number, work: () => T): T => {
    deadline = place.now() + milliseconds;
    try {
      return work();
    } finally {
      deadline = Number.POSITIVE_INFINITY;
    }
  };

  const load = (request: Extract<Request, { kind: 'load' }>): Reply => {
    file = request.file;
    isZero = request.zero;
    cars = [];
    for (const number of request.carNumbers) {
      const car = newCar(runtime.newContext(), row, request, number);
      if ('problem' in car) return { json: JSON.stringify({ kind: 'failed', problem: car.problem }), block: null };
      cars.push(car);
      for (const course of courses) tellCourse(car, course);
    }
    return { json: '{"kind":"loaded","warnings":[]}', block: null };
  };

  const evaluate = (count: number, stride: number, rows: Uint8Array): Reply => {
    const floats = new Float64Array(rows.buffer, rows.byteOffset, rows.length / 8);
    const ints = new Int32Array(rows.buffer, rows.byteOffset, rows.length / 4);
    const rewards = new Float64Array(count);
    let problem: RewardProblem | null = null;
    let failures = 0;
    const printed: [number, string][] = [];
    for (let k = 0; k < count; k++) {
      const number = ints[(k * stride) / 4 + 22];
      const car = cars[number];
      const numbers = row.numbers();
      copyRow(numbers, floats, ints, rows, k, stride);
      clock = 1000 * numbers[10];
      const result = car.context.callFunction(car.step, car.context.undefined);
      const report = reportOf(car.context, result, file);
      rewards[k] = report?.problem ? 0 : row.numbers()[0];
      if (!report) continue;
      for (const text of report.printed) printed.push([number, text]);
      if (!report.problem) continue;
      failures++;
      problem ??= report.problem;
      if (!isZero || report.problem.kind === 'time' || report.problem.kind === 'memory') break;
    }
    const block = new Uint8Array(rewards.buffer);
    if (!problem && printed.length === 0) return { json: '{"kind":"evaluated"}', block };
    return { json: JSON.stringify({ kind: 'evaluated', printed, problem, failures }), block };
  };

  const call = ({ car: number, common, inputs, watch }: Extract<Request, { kind: 'call' }>): Reply => {
    const started = place.now();
    const car = cars[number];
    const { context } = car;
    const values: number[] = [];
    const reads = new Set<string>();
    const printed: [number, string][] = [];
    let problem: RewardProblem | null = null;
    for (const own of inputs) {
      const params = { ...common, ...own };
      clock = typeof params.sim_time === 'number' ? 1000 * params.sim_time : clock + 1000 / 15;
      const text = context.newString(JSON.stringify(params));
      const watched = watch ? context.true : context.false;
      const report = reportOf(context, context.callFunction(car.call, context.undefined, text, watched), file);
      text.dispose();
      for (const name of report?.reads ?? []) reads.add(name);
      for (const line of report?.printed ?? []) printed.push([number, line]);
      problem = report?.problem ?? null;
      if (problem) break;
      values.push(row.numbers()[0]);
    }
    const microseconds = 1000 * (place.now() - started);
    const known = REWARD_INPUTS.map(({ name }) => name).filter((name) => reads.has(name));
    const answer = { kind: 'called', values, reads: known, printed, problem, warnings: [], microseconds };
    return { json: JSON.stringify(answer), block: null };
  };

  return {
    handle(request, block) {
      switch (request.kind) {
        case 'load':
          return within(request.milliseconds, () => load(request));
        case 'course': {
          const course = { number: request.number, length: request.length, points: (block as Uint8Array).slice() };
          courses.push(course);
          for (const car of cars) tellCourse(car, course);
          return KNOWN;
        }
        case 'evaluate':
          return within(request.milliseconds, () => evaluate(request.count, request.stride, block as Uint8Array));
        case 'call':
          return within(request.milliseconds, () => call(request));
      }
    },
  };
}

/** A context with the prelude and the reward function in it. */
function newCar(
  context: QuickJSContext,
  row: SharedRow,
  { file, text, seed }: Extract<Request, { kind: 'load' }>,
  index: number,
): Car | { problem: RewardProblem } {
  const made = context.unwrapResult(context.evalCode(PRELUDE, 'lapzero'));
  const begin = context.getProp(made, 'begin');
  const settings = context.newString(
    JSON.stringify({
      file,
      maxReward: MAX_REWARD,
      seed: [seed >>> 0, index >>> 0],
      numbers: ROW_NUMBERS,
      object: OBJECT_BYTES / 8,
    }),
  );
  context.unwrapResult(context.callFunction(begin, context.undefined, settings, row.handle)).dispose();
  const isModule = /^\s*(export|import)\b/m.test(text);
  const evaluated = context.evalCode(text, file, { type: isModule ? 'module' : 'global' });
  if (evaluated.error) {
    const problem = problemOf(context.dump(evaluated.error), file, 'load');
    evaluated.error.dispose();
    return { problem };
  }
  const found = isModule
    ? evaluated.value
    : context.unwrapResult(context.evalCode('({ get reward_function() { return reward_function } })', 'lapzero'));
  const adopt = context.getProp(made, 'adopt');
  const report = reportOf(context, context.callFunction(adopt, context.undefined, found), file);
  if (report?.problem) return { problem: { ...report.problem, kind: 'load' } };
  return {
    context,
    step: context.getProp(made, 'step'),
    call: context.getProp(made, 'call'),
    addCourse: context.getProp(made, 'addCourse'),
  };
}

/** Bytes that are nowhere else in QuickJS's memory. */
const MARK = Float64Array.of(1.2345678901234567e-201, -7.6543210987654321e123, 3.1415926535897e-77, -2.718281828459e201);

/**
 * Makes the array buffer and finds where it lies: handing numbers over through memory is ten times as fast as calling
 * in with them. The library gives copies only, but of the whole memory's buffer.
 */
function newSharedRow(context: QuickJSContext): SharedRow {
  const first = new Float64Array(ROW_NUMBERS + (MAX_OBJECTS * OBJECT_BYTES) / 8);
  first.set(MARK);
  const handle = context.newArrayBuffer(first.buffer);
  const memory = (): ArrayBufferLike => {
    const copy = context.getArrayBuffer(handle);
    const { buffer } = copy.value;
    copy.dispose();
    return buffer;
  };
  const find = (): number => {
    const all = new Float64Array(memory());
    const found: number[] = [];
    for (let at = 0; at + first.length <= all.length; at++) if (MARK.every((value, i) => all[at + i] === value)) found.push(at);
    // A copy may lie there still: only the real one changes what the context sees.
    for (const at of found) {
      all[at] = 42;
      const copy = context.getArrayBuffer(handle);
      const isIt = new DataView(copy.value.buffer, copy.value.byteOffset).getFloat64(0, true) === 42;
      copy.dispose();
      if (isIt) return 8 * at;
    }
    throw new Error("QuickJS's memory is not as expected");
  };
  const offset = find();
  let numbers = new Float64Array(memory(), offset, first.length);
  return {
    handle,
    numbers() {
      if (numbers.length === 0) numbers = new Float64Array(memory(), offset, first.length);
      return numbers;
    },
  };
}

function tellCourse({ context, addCourse }: Car, course: { number: number; length: number; points: Uint8Array }): void {
  const { points } = course;
  const buffer = context.newArrayBuffer(points.slice().buffer);
  const [number, length] = [context.newNumber(course.number), context.newNumber(course.length)];
  context.unwrapResult(context.callFunction(addCourse, context.undefined, number, length, buffer)).dispose();
  for (const handle of [buffer, number, length]) handle.dispose();
}

function copyRow(
  numbers: Float64Array,
  floats: Float64Array,
  ints: Int32Array,
  bytes: Uint8Array,
  k: number,
  stride: number,
): void {
  const float = (k * stride) / 8;
  for (let i = 0; i < 11; i++) numbers[i] = floats[float + i];
  const int = (k * stride) / 4 + 22;
  for (let i = 0; i < 8; i++) numbers[11 + i] = ints[int + i];
  const flag = k * stride + 120;
  for (let i = 0; i < 6; i++) numbers[19 + i] = bytes[flag + i];
  const count = (ints[int + 2] * OBJECT_BYTES) / 8;
  const from = float + ROW_BYTES / 8;
  for (let i = 0; i < count; i++) numbers[ROW_NUMBERS + i] = floats[from + i];
}

interface Report {
  readonly problem?: RewardProblem;
  readonly printed: readonly string[];
  readonly reads?: readonly string[];
}

/** What a call of the prelude said: nothing when all is well and nothing was printed. */
function reportOf(
  context: QuickJSContext,
  result: ReturnType<QuickJSContext['callFunction']>,
  file: string,
): Report | undefined {
  if (result.error) {
    const error = context.dump(result.error);
    result.error.dispose();
    return { problem: problemOf(error, file, 'call'), printed: [] };
  }
  const text = context.typeof(result.value) === 'string' ? context.getString(result.value) : undefined;
  result.value.dispose();
  if (text === undefined) return undefined;
  const { thrown, kind, inputs, printed, reads } = JSON.parse(text);
  const problem = thrown ? { ...problemOf(thrown, file, kind), inputs } : undefined;
  return { ...(problem && { problem }), printed: printed ?? [], ...(reads && { reads }) };
}

/** An error as QuickJS tells it: its stack has `at name (file:line:column)`. */
function problemOf(error: unknown, file: string, kind: RewardProblem['kind']): RewardProblem {
  const { name = 'Error', message = String(error), stack = '' } = (error ?? {}) as Record<string, string>;
  const lines = String(stack)
    .split('\n')
    .filter((line) => line.includes(file));
  const [, line, column] = /:(\d+)(?::(\d+))?\)?\s*$/.exec(lines[0] ?? '') ?? [];
  const actual = message === 'interrupted' ? 'time' : /out of memory/.test(message) ? 'memory' : kind;
  return {
    kind: actual,
    type: String(actual === 'time' ? 'TimeoutError' : name).slice(0, 200),
    message: actual === 'time' ? '' : String(message).slice(0, 1500),
    file,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
    traceback: lines.length > 0 ? `${name}: ${String(message).slice(0, 1500)}\n${lines.join('\n').slice(0, 8000)}` : null,
    inputs: null,
  };
}
