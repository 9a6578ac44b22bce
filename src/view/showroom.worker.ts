/** Cars that drive by a policy in real time, for people to watch. It learns nothing; it shows what was learned. */

import { randomStream } from '../math/random.ts';
import { type Driver, newDriver } from '../policy/driver.ts';
import { type PolicyData, policyFromData } from '../policy/policy.ts';
import { advance, type Environment, newEnvironment } from '../sim/environment.ts';
import { END, TICKS_PER_SECOND, TRAINING_RULES } from '../sim/episode.ts';
import { worldOf } from '../sim/world-options.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { bothWays, trackFromData } from '../track/track.ts';
import { newLook, type Shown } from './look.ts';
import { CAR_FIELDS, type ShowFrame, type ShowOrder, type ShowPlace, THING_FIELDS } from './showing.ts';

let place: ShowPlace | undefined;
let environment: Environment | undefined;
let driver: Driver | undefined;
let explore = true;
let running = true;
let follow = 0;
let wantsInsight = false;
const look = newLook();
let due = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const stream = randomStream(1, 'show');
let steeringDeg = new Float64Array(0);
let speed = new Float64Array(0);
let lastLaps: (number | null)[] = [];
/** so many decisions behind its time, it does not try to catch up */
const PATIENCE_MILLISECONDS = 250;

const ready = startWasm();

addEventListener('message', async ({ data }: MessageEvent<ShowOrder>) => {
  await ready;
  if ('place' in data) put(data.place);
  else if ('policy' in data) setPolicy(data.policy);
  else if ('explore' in data) explore = data.explore;
  else if ('running' in data) {
    running = data.running;
    due = performance.now();
    // It stands: what was last shown may be of a frame before.
    if (!running) show([], 0);
    schedule();
  } else if ('cover' in data) {
    look.cover = data.cover;
    if (!running) show([], 0);
  } else if ('step' in data) {
    running = false;
    decide();
  } else {
    if (follow !== data.follow) look.reset();
    follow = data.follow;
    wantsInsight = data.insight;
    if (!running || !driver) show([], 0);
  }
});

function put(next: ShowPlace): void {
  place = next;
  const track = trackFromData(next.track);
  environment = newEnvironment({
    tracks: next.bothWays ? bothWays([track]) : [track],
    cars: next.cars,
    seed: next.seed,
    ...worldOf(next),
    start: next.start,
    rules: { ...TRAINING_RULES, laps: next.laps },
  });
  steeringDeg = new Float64Array(next.cars);
  speed = new Float64Array(next.cars);
  lastLaps = Array.from({ length: next.cars }, () => null);
  follow = Math.min(follow, next.cars - 1);
  look.reset();
  show([], 0, true);
  due = performance.now();
  schedule();
}

function setPolicy(policy: PolicyData | null): void {
  driver?.dispose();
  driver = undefined;
  if (policy) look.interrupt();
  else look.reset();
  if (!policy) return;
  driver = newDriver(policyFromData(policy));
  due = Math.max(due, performance.now() - PATIENCE_MILLISECONDS);
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  if (!running || !environment || !driver) return;
  timer = setTimeout(decide, Math.max(0, due - performance.now()));
}

function decide(): void {
  if (!environment || !driver) return;
  const interval = (1000 * environment.controlTicks) / TICKS_PER_SECOND;
  const now = performance.now();
  due = Math.max(due + interval, now - PATIENCE_MILLISECONDS);
  driver.command(environment.frames, 0, environment.cars, steeringDeg, speed, explore ? stream : undefined);
  const before = environment.episodes.map(({ number }) => number);
  const lapsBefore = environment.episodes.map(({ laps }) => laps.length);
  advance(environment, steeringDeg, speed);
  const laps: number[] = [];
  environment.episodes.forEach((episode, car) => {
    const isOver = (environment as Environment).ends[car] !== END.none;
    const done = isOver ? (environment as Environment).finishedLaps[car] : episode.laps;
    for (const { microseconds } of done.slice(lapsBefore[car])) {
      lastLaps[car] = microseconds / 1e6;
      laps.push(microseconds / 1e6);
    }
  });
  show(laps, interval, false, before);
  schedule();
}

function show(laps: readonly number[], milliseconds: number, isNew = false, before: readonly number[] = []): void {
  if (!environment || !place) return;
  const { episodes, inputs } = environment;
  const cars = new Float32Array(CAR_FIELDS * episodes.length);
  episodes.forEach(({ car, number }, i) => {
    const { pose, body, steering: angle } = car;
    const forward = body.velocity.x * pose.cosYaw + body.velocity.y * pose.sinYaw;
    const jumped = isNew || (before.length > 0 && before[i] !== number) ? 1 : 0;
    cars.set([pose.x, pose.y, pose.yaw, angle, forward, jumped], CAR_FIELDS * i);
  });
  const episode = episodes[follow];
  const objects = episode.traffic.objects;
  const things = new Float32Array(THING_FIELDS * objects.length);
  objects.forEach(({ x, y, cosYaw, sinYaw, kind }, k) => {
    things.set([x, y, cosYaw, sinYaw, kind === 'box' ? 0 : 1], THING_FIELDS * k);
  });
  const { width, height } = environment.camera;
  const shown = wantsInsight ? lookInto(environment, milliseconds === 0 || !running) : null;
  const frame: ShowFrame = {
    milliseconds,
    cars,
    things,
    laps,
    followed: {
      car: follow,
      progress: episode.steps > 1 ? inputs.progress[follow] : 0,
      lapSeconds: episode.ticks / TICKS_PER_SECOND - episode.lapStartMicroseconds / 1e6,
      lastLapSeconds: lastLaps[follow],
      steeringDeg: steeringDeg[follow],
      speed: speed[follow],
      frame: shown?.frame ?? environment.frames.slice(follow * width * height, (follow + 1) * width * height),
      insight: shown?.insight ?? null,
    },
  };
  postMessage(frame);
}

function lookInto({ camera, frames }: Environment, isWhole: boolean): Shown | null {
  if (!driver) return null;
  look.into(driver, frames, follow * camera.width * camera.height, isWhole);
  return look.shown(driver);
}
