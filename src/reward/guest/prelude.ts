/**
 * What is in every QuickJS context beside the reward function: it turns numbers into `params`, calls the function, and
 * tells what went wrong or was printed. Written as the language has it everywhere; it runs among strangers' code, so it
 * takes what it needs of the built-ins before they come.
 */
import { REWARD_INPUTS, type RewardInput } from '../contract.ts';
import { numberOf, OBJECT_FIELDS, ROW_NUMBERS } from '../row.ts';

/** Lists with an entry for each object, but for where it is. */
const OBJECT_LISTS = REWARD_INPUTS.map(({ name }) => name).filter((name) =>
  (OBJECT_FIELDS as readonly string[]).includes(name),
);

/** Of an object whose numbers begin at `at`. */
function objectField(name: string): string {
  const number = `n[at + ${(OBJECT_FIELDS as readonly string[]).indexOf(name)}]`;
  return REWARD_INPUTS.find((input) => input.name === name)?.type === 'flags' ? `${number} === 1` : number;
}

/** An input's name and value, from the numbers `n` of a row and the `track`. */
function expressionOf({ name, type }: RewardInput): string {
  if (name === 'track_length') return 'track_length: track.length';
  if (name === 'waypoints') return 'waypoints: track.waypoints';
  if (name.startsWith('objects_')) return `${name}: EMPTY`;
  const at = numberOf(name);
  if (type === 'pair') return `${name}: [n[${at}], n[${at + 1}]]`;
  return type === 'flag' ? `${name}: n[${at}] === 1` : `${name}: n[${at}]`;
}

export const PRELUDE = `(() => {
'use strict';
const { parse, stringify } = JSON;
const { freeze, keys } = Object;
const Floats = Float64Array, TheProxy = Proxy, TheSet = Set, from = Array.from, abs = Math.abs;
const MAX_PRINTED = 20000;
const tracks = [], EMPTY = freeze([]);
let shared, n, settings, reward, printed = [], printedLength = 0;

function print(...values) {
  const text = values.map((value) => (typeof value === 'string' ? value : value instanceof Error ? String(value) : stringify(value) ?? String(value))).join(' ') + '\\n';
  if (printedLength < MAX_PRINTED) printed.push(text.slice(0, MAX_PRINTED - printedLength));
  printedLength += text.length;
}
globalThis.console = { log: print, info: print, warn: print, error: print, debug: print };
globalThis.print = print;

function begin(text, row) {
  settings = parse(text);
  shared = n = new Floats(row);
  // xorshift128, Marsaglia 2003: the same numbers for the same seed, which is a hash: alike seeds would begin alike.
  let [a, b, c, d] = settings.seed;
  const next = () => {
    const t = a ^ (a << 11);
    a = b; b = c; c = d;
    d = (d ^ (d >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return d;
  };
  Math.random = () => (next() * 2097152 + (next() >>> 11)) / 9007199254740992;
}

function adopt(holder) {
  try {
    reward = holder.reward_function ?? holder.default;
  } catch {}
  if (typeof reward === 'function') return undefined;
  return stringify({ thrown: { name: 'ReferenceError', message: 'defines no function reward_function(params)', stack: settings.file + ':1:1' }, kind: 'load' });
}

function addTrack(number, length, points) {
  const p = new Floats(points);
  const waypoints = [];
  for (let i = 0; i < p.length; i += 2) waypoints.push(freeze([p[i], p[i + 1]]));
  tracks[number] = { length, waypoints: freeze(waypoints) };
}

function paramsOf() {
  const track = tracks[n[${numberOf('track')}]];
  const count = n[${numberOf('objects')}];
  const params = { ${REWARD_INPUTS.map(expressionOf).join(', ')} };
  if (count > 0) addObjects(params, count);
  return params;
}

function addObjects(params, count) {
  params.objects_location = [];
  ${OBJECT_LISTS.map((name) => `params.${name} = [];`).join(' ')}
  for (let k = 0, at = ${ROW_NUMBERS}; k < count; k++, at += ${OBJECT_FIELDS.length}) {
    params.objects_location.push([n[at], n[at + 1]]);
    ${OBJECT_LISTS.map((name) => `params.${name}.push(${objectField(name)});`).join(' ')}
  }
}

function shown(value) {
  if (value === undefined) return 'undefined: no return statement was reached, or one without a value';
  if (typeof value === 'number') return value !== value ? 'NaN, which is not a number' : value + '; a reward must be between -100000 and 100000';
  let text = typeof value;
  try { text += ' ' + (stringify(value) ?? String(value)).slice(0, 60); } catch {}
  return text + ', not a number';
}

function told(error, params, kind) {
  let name = 'Error', message = '', stack = '';
  try {
    if (error instanceof Error || (error && typeof error === 'object')) ({ name, message, stack } = error);
    else message = 'threw ' + String(error);
  } catch {}
  let inputs = null;
  try {
    const { waypoints, ...rest } = params;
    inputs = stringify(rest);
  } catch {}
  return { thrown: { name: String(name), message: String(message), stack: String(stack) }, kind, inputs };
}

function taken() {
  const all = printedLength > MAX_PRINTED ? [...printed, '... more was printed than is kept\\n'] : printed;
  printed = [];
  printedLength = 0;
  return all;
}

function run(params, argument) {
  let problem;
  try {
    const value = reward(argument);
    if (typeof value === 'number' && abs(value) <= settings.maxReward) n[0] = value;
    else problem = { ...told({ name: 'TypeError', message: 'it returned ' + shown(value), stack: '' }, params, 'value') };
  } catch (error) {
    problem = told(error, params, 'call');
  }
  return problem;
}

function step(row) {
  n = row;
  const params = paramsOf();
  const problem = run(params, params);
  if (problem) return stringify({ ...problem, printed: taken() });
  return printedLength > 0 ? stringify({ printed: taken() }) : undefined;
}

function call(text, watch) {
  n = shared;
  const params = parse(text);
  const reads = new TheSet();
  const note = (key) => { if (typeof key === 'string') reads.add(key); };
  const argument = watch
    ? new TheProxy(params, {
        get(target, key) { note(key); return target[key]; },
        has(target, key) { note(key); return key in target; },
        ownKeys(target) { keys(target).forEach(note); return Reflect.ownKeys(target); },
      })
    : params;
  const problem = run(params, argument);
  return stringify({ ...problem, printed: taken(), reads: from(reads) });
}

return { begin, adopt, addTrack, step, call };
})()`;

/** In a separate context: calls every car's `step` with its row, and says which had something to say. */
export const DRIVER = `(() => {
'use strict';
const Floats = Float64Array, { stringify } = JSON;
let buffer, all, rows = [];
return (given, steps, count, stride, isZero) => {
  if (buffer !== given) {
    buffer = given;
    all = new Floats(buffer);
    rows = [];
    for (let k = 0; (k + 1) * stride < all.length; k++) rows.push(all.subarray(k * stride, (k + 1) * stride));
  }
  const reports = [];
  const last = all.length - 1;
  for (let k = 0; k < count; k++) {
    all[last] = k;
    const report = steps[rows[k][${numberOf('car')}]](rows[k]);
    if (report === undefined) continue;
    reports.push([k, report]);
    if (!report.includes('"thrown"')) continue;
    rows[k][0] = 0;
    if (!isZero) break;
  }
  return reports.length > 0 ? stringify(reports) : undefined;
};
})()`;
