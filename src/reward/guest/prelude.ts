/**
 * What is in every QuickJS context beside the reward function: it turns numbers into `params`, calls the function, and
 * tells what went wrong or was printed. Written as the language has it everywhere; it runs among strangers' code, so it
 * takes what it needs of the built-ins before they come.
 */
export const PRELUDE = `(() => {
'use strict';
const { parse, stringify } = JSON;
const { freeze, keys } = Object;
const Floats = Float64Array, TheProxy = Proxy, TheSet = Set, from = Array.from, abs = Math.abs;
const MAX_PRINTED = 20000, OBJECT = 7;
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
  const track = tracks[n[12]];
  const count = n[13];
  const params = {
    all_wheels_on_track: n[19] === 1, x: n[0], y: n[1], heading: n[2], distance_from_center: n[3], projection_distance: n[4],
    progress: n[5], steps: n[6], speed: n[7], steering_angle: n[8], track_width: n[9], track_length: track.length,
    waypoints: track.waypoints, closest_waypoints: [n[15], n[16]], is_left_of_center: n[20] === 1, is_reversed: n[21] === 1,
    is_crashed: n[22] === 1, is_offtrack: n[23] === 1, sim_time: n[10], closest_objects: [n[17], n[18]],
    objects_location: EMPTY, objects_left_of_center: EMPTY, objects_speed: EMPTY, objects_heading: EMPTY,
    objects_distance_from_center: EMPTY, objects_distance: EMPTY, object_in_camera: n[24] === 1,
  };
  if (count > 0) addObjects(params, count);
  return params;
}

function addObjects(params, count) {
  params.objects_location = [];
  params.objects_left_of_center = [];
  params.objects_speed = [];
  params.objects_heading = [];
  params.objects_distance_from_center = [];
  params.objects_distance = [];
  for (let k = 0, at = 25; k < count; k++, at += OBJECT) {
    params.objects_location.push([n[at], n[at + 1]]);
    params.objects_speed.push(n[at + 2]);
    params.objects_heading.push(n[at + 3]);
    params.objects_distance_from_center.push(n[at + 4]);
    params.objects_distance.push(n[at + 5]);
    params.objects_left_of_center.push(n[at + 6] === 1);
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
    const report = steps[rows[k][11]](rows[k]);
    if (report === undefined) continue;
    reports.push([k, report]);
    if (!report.includes('"thrown"')) continue;
    rows[k][0] = 0;
    if (!isZero) break;
  }
  return reports.length > 0 ? stringify(reports) : undefined;
};
})()`;
