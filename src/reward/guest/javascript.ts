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
import { randomStream } from '../../math/random.ts';
import { MAX_REWARD, REWARD_INPUTS } from '../contract.ts';
import type { RewardProblem } from '../problem.ts';
import { BATCH_ROWS, type Request } from '../request.ts';
import { FIRST_INT, numberOf, OBJECT_BYTES, ROW_BYTES, ROW_NUMBERS, readRow } from '../row.ts';
import { type Engine, KNOWN, limitMemory, MEMORY, newDeadline, type Place, type Reply } from './engine.ts';
import { DRIVER, PRELUDE } from './prelude.ts';

/** More would overflow the stack of the machine around it, and end the whole sandbox. */
const MAX_STACK = 128 << 10;
/** Numbers of a row as contexts get them, objects behind. */
const widthOf = (stride: number): number => ROW_NUMBERS + (stride - ROW_BYTES) / 8;
const SIM_TIME = numberOf('sim_time');
const OBJECTS = numberOf('objects');
/** Frames of a stack that are reported. */
const MAX_FRAMES = 10;

interface Car {
  readonly context: QuickJSContext;
  readonly step: QuickJSHandle;
  readonly call: QuickJSHandle;
  readonly addTrack: QuickJSHandle;
}

/** Numbers where QuickJS has them: one array buffer that all contexts read; the last says which row is at work. */
interface SharedNumbers {
  readonly handle: QuickJSHandle;
  /** Read again when QuickJS's memory has grown: it is another buffer then. */
  now(): Float64Array;
}

export async function newJavaScriptEngine(wasm: WebAssembly.Module, place: Place): Promise<Engine> {
  // Not by QuickJS's own limit: on WebAssembly it does not know what it has taken.
  limitMemory(MEMORY.javascript);
  const module = await newQuickJSWASMModuleFromVariant(
    newVariant(variant as unknown as QuickJSSyncVariant, { wasmModule: wasm, wasmLocation: 'quickjs.wasm' }),
  );
  return engineOf(module, place);
}

function engineOf(quickjs: QuickJSWASMModule, place: Place): Engine {
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(MAX_STACK);
  const deadline = newDeadline(place);
  runtime.setInterruptHandler(deadline.isUp);
  const driver = runtime.newContext();
  const runAll = driver.unwrapResult(driver.evalCode(DRIVER, 'lapzero'));
  let shared: SharedNumbers | undefined;
  /** of batches: rows and their width, more where there are objects */
  let batch: SharedNumbers | undefined;
  let width = 0;
  let steps: QuickJSHandle | undefined;
  let cars: Car[] = [];
  let file = '';
  let isZero = false;
  let room = 0;
  // Between batches the clock is set here: those calls have arbitrary inputs.
  let clock: number | undefined = 0;
  place.setClock(() => {
    if (clock !== undefined || !batch) return clock ?? 0;
    const numbers = batch.now();
    return 1000 * numbers[numbers[numbers.length - 1] * width + SIM_TIME];
  });

  const load = (request: Extract<Request, { kind: 'load' }>): Reply => {
    file = request.file;
    isZero = request.zero;
    cars = [];
    room = Math.max(BATCH_ROWS, request.carNumbers.length);
    width = ROW_NUMBERS;
    batch = shared = newSharedNumbers(driver, room * width + 1);
    steps = driver.newArray();
    for (const number of request.carNumbers) {
      const car = newCar(runtime.newContext(), shared, request, number);
      if ('problem' in car) return { json: JSON.stringify({ kind: 'failed', problem: car.problem }), block: null };
      driver.setProp(steps, cars.length, car.step);
      cars.push(car);
    }
    return { json: '{"kind":"loaded","warnings":[]}', block: null };
  };

  const evaluate = (count: number, stride: number, rows: Uint8Array): Reply => {
    if (!batch || !steps) throw new Error('nothing is loaded');
    if (widthOf(stride) > width || count > room) {
      width = Math.max(width, widthOf(stride));
      room = Math.max(room, count);
      batch = newSharedNumbers(driver, room * width + 1);
    }
    copyRows(batch.now(), width, count, stride, rows);
    clock = undefined;
    const settings = [
      batch.handle,
      steps,
      driver.newNumber(count),
      driver.newNumber(width),
      isZero ? driver.true : driver.false,
    ];
    const result = driver.callFunction(runAll, driver.undefined, ...settings);
    settings[2].dispose();
    settings[3].dispose();
    const numbers = batch.now();
    clock = 0;
    const rewards = new Float64Array(count);
    for (let k = 0; k < count; k++) rewards[k] = numbers[k * width];
    const block = new Uint8Array(rewards.buffer);
    const ints = new Int32Array(rows.buffer, rows.byteOffset, rows.length / 4);
    const carOf = (row: number) => ints[(row * stride) / 4 + FIRST_INT];
    if (result.error) {
      // It was cut off: the rewards of this batch are none.
      const problem = problemOf(driver.dump(result.error), file, 'call');
      return { json: JSON.stringify({ kind: 'evaluated', printed: [], problem, failures: 1 }), block };
    }
    const text = driver.typeof(result.value) === 'string' ? driver.getString(result.value) : undefined;
    result.value.dispose();
    if (text === undefined) return { json: '{"kind":"evaluated"}', block };
    let problem: RewardProblem | null = null;
    let failures = 0;
    const printed: [number, string][] = [];
    for (const [row, report] of JSON.parse(text) as [number, string][]) {
      const told = reportFrom(report, file);
      for (const line of told.printed) printed.push([carOf(row), line]);
      if (!told.problem) continue;
      failures++;
      problem ??= told.problem;
    }
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
    const base = JSON.parse(common);
    for (const own of inputs) {
      const params = { ...base, ...JSON.parse(own) };
      clock = typeof params.sim_time === 'number' ? 1000 * params.sim_time : (clock ?? 0) + 1000 / 15;
      const text = context.newString(JSON.stringify(params));
      const watched = watch ? context.true : context.false;
      const report = reportOf(context, context.callFunction(car.call, context.undefined, text, watched), file);
      text.dispose();
      for (const name of report?.reads ?? []) reads.add(name);
      for (const line of report?.printed ?? []) printed.push([number, line]);
      problem = report?.problem ?? null;
      if (problem) break;
      if (shared) values.push(shared.now()[0]);
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
          return deadline.answer(request, () => load(request));
        case 'track':
          for (const car of cars) sendTrack(car, request.number, request.length, block as Uint8Array);
          return KNOWN;
        case 'evaluate':
          return deadline.answer(request, () => evaluate(request.count, request.stride, block as Uint8Array));
        case 'call':
          return deadline.answer(request, () => call(request));
      }
    },
  };
}

/** A context with the prelude and the reward function in it. */
function newCar(
  context: QuickJSContext,
  shared: SharedNumbers,
  { file, text, seed }: Extract<Request, { kind: 'load' }>,
  index: number,
): Car | { problem: RewardProblem } {
  const made = context.unwrapResult(context.evalCode(PRELUDE, 'lapzero'));
  const begin = context.getProp(made, 'begin');
  const settings = context.newString(
    JSON.stringify({
      file,
      maxReward: MAX_REWARD,
      seed: [...randomStream(seed, 'reward', index).state],
    }),
  );
  context.unwrapResult(context.callFunction(begin, context.undefined, settings, shared.handle)).dispose();
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
    addTrack: context.getProp(made, 'addTrack'),
  };
}

/** Bytes that are nowhere else in QuickJS's memory. */
const MARK = Float64Array.of(1.23456789e-201, -7.65432109e123, 3.14159265e-77, -2.71828182e201);

/**
 * Makes the array buffer and finds where it lies: writing numbers into memory is ten times as fast as calling in with
 * them. The library gives copies of a buffer only, but each with the whole memory behind it.
 */
function newSharedNumbers(context: QuickJSContext, length: number): SharedNumbers {
  const first = new Float64Array(length);
  first.set(MARK);
  const handle = context.newArrayBuffer(first.buffer);
  const memory = (): ArrayBufferLike => {
    const copy = context.getArrayBuffer(handle);
    const { buffer } = copy.value;
    copy.dispose();
    return buffer;
  };
  const isIt = (all: Float64Array, at: number): boolean => {
    // A copy may lie there still: only the real one changes what contexts see.
    all[at] = 42;
    const copy = context.getArrayBuffer(handle);
    const seen = new DataView(copy.value.buffer, copy.value.byteOffset).getFloat64(0, true);
    copy.dispose();
    return seen === 42;
  };
  const all = new Float64Array(memory());
  let at = -1;
  for (let i = 0; at < 0 && i + length <= all.length; i++) {
    if (MARK.every((value, k) => all[i + k] === value) && isIt(all, i)) at = i;
  }
  if (at < 0) throw new Error("QuickJS's memory is not as expected");
  let numbers = new Float64Array(memory(), 8 * at, length);
  return {
    handle,
    now() {
      if (numbers.length === 0) numbers = new Float64Array(memory(), 8 * at, length);
      return numbers;
    },
  };
}

function sendTrack({ context, addTrack }: Car, number: number, length: number, points: Uint8Array): void {
  const track = [context.newNumber(number), context.newNumber(length), context.newArrayBuffer(points.slice().buffer)];
  context.unwrapResult(context.callFunction(addTrack, context.undefined, ...track)).dispose();
  for (const handle of track) handle.dispose();
}

/** Rows as they come to rows of float64 alone. */
function copyRows(numbers: Float64Array, width: number, count: number, stride: number, bytes: Uint8Array): void {
  const floats = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  const ints = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let k = 0; k < count; k++) {
    const to = k * width;
    const at = k * stride;
    readRow(bytes, floats, ints, at, numbers, to);
    const objects = (numbers[to + OBJECTS] * OBJECT_BYTES) / 8;
    const from = (at + ROW_BYTES) / 8;
    for (let i = 0; i < objects; i++) numbers[to + ROW_NUMBERS + i] = floats[from + i];
  }
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
  return text === undefined ? undefined : reportFrom(text, file);
}

function reportFrom(text: string, file: string): Report {
  const { thrown, kind, inputs, printed, reads } = JSON.parse(text);
  const problem = thrown ? { ...problemOf(thrown, file, kind), inputs: inputs ?? null } : undefined;
  return { ...(problem && { problem }), printed: printed ?? [], ...(reads && { reads }) };
}

/** An error as QuickJS tells it: its stack has `at name (file:line:column)`. */
function problemOf(error: unknown, file: string, kind: RewardProblem['kind']): RewardProblem {
  const { name = 'Error', message = String(error), stack = '' } = (error ?? {}) as Record<string, string>;
  const lines = String(stack)
    .split('\n')
    .filter((line) => line.includes(file))
    .slice(0, MAX_FRAMES);
  const [, line, column] = /:(\d+)(?::(\d+))?\)?\s*$/.exec(lines[0] ?? '') ?? [];
  const actual = message === 'interrupted' ? 'time' : /out of memory/.test(message) ? 'memory' : kind;
  return {
    kind: actual,
    type: String(name).slice(0, 200),
    message: String(message).slice(0, 1500),
    file,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
    traceback: lines.length > 0 ? `${name}: ${String(message).slice(0, 1500)}\n${lines.join('\n').slice(0, 8000)}` : null,
    inputs: null,
  };
}
