import { expect, it } from 'vitest';
import { movePose, newCar, tickCar } from '../../src/car/car.ts';
import { type CarSpec, DEEPRACER_V4 } from '../../src/car/spec.ts';
import { carLog } from '../../src/lap/beside-log.ts';
import { fitCar, fitErrorOf } from '../../src/lap/fit-car.ts';
import { COLUMNS, growTrace, newTrace, STATUSES, type Trace } from '../../src/lap/trace.ts';
import { toDegrees } from '../../src/math/angles.ts';
import { nelderMead } from '../../src/math/nelder-mead.ts';
import { integerBelow, randomStream, uniformIn } from '../../src/math/random.ts';

it('the simplex method finds the valley of Rosenbrock and repeats itself', () => {
  const valley = ([x, y]: Float64Array) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
  const found = nelderMead(valley, [-1.2, 1], [0.5, 0.5], 600);
  expect(found.at[0]).toBeCloseTo(1, 2);
  expect(found.at[1]).toBeCloseTo(1, 2);
  expect(nelderMead(valley, [-1.2, 1], [0.5, 0.5], 600)).toEqual(found);
});

/** A log of a simulated car that explores. */
function exploring(spec: CarSpec): Trace {
  const trace = newTrace();
  const stream = randomStream(1, 'fit-car');
  for (let episode = 0; episode < 8; episode++) {
    const car = newCar(spec);
    movePose(car, 0, 0, 0);
    for (let row = 0; row < 120; row++) {
      if (integerBelow(stream, 3) === 0) {
        car.steeringCommandDeg = uniformIn(stream, -30, 30);
        car.speedCommand = uniformIn(stream, 0.8, 3);
      }
      growTrace(trace);
      const at = trace.count++;
      const { columns } = trace;
      columns.episode[at] = episode;
      columns.steps[at] = row + 1;
      columns.x[at] = car.pose.x + 0.14 * car.pose.cosYaw;
      columns.y[at] = car.pose.y + 0.14 * car.pose.sinYaw;
      columns.yawDeg[at] = toDegrees(car.pose.yaw);
      columns.steeringDeg[at] = car.steeringCommandDeg;
      columns.speed[at] = car.speedCommand;
      columns.time[at] = row / 15;
      columns.status[at] = STATUSES.indexOf('in_progress');
      for (let tick = 0; tick < 8; tick++) tickCar(car);
    }
  }
  return trace;
}

it("a fit finds a simulated car's constants again", () => {
  const logs = [carLog(exploring(DEEPRACER_V4), 0.14)];
  const begin = { ...DEEPRACER_V4, speedLag: 0.3, steeringGain: 0.7 };
  const { spec, error } = fitCar(begin, ['speedLag', 'steeringGain'], logs, 100);
  expect(error.total).toBeLessThan(fitErrorOf(logs)(begin).total / 4);
  expect(spec.speedLag / DEEPRACER_V4.speedLag).toBeCloseTo(1, 1);
  expect(spec.steeringGain / DEEPRACER_V4.steeringGain).toBeCloseTo(1, 1);
});

it('leaves out the prepare rows of a log: there the car stands, and does nothing with the command', () => {
  const plain = exploring(DEEPRACER_V4);
  const { episode, status } = plain.columns;
  const withPrepare = newTrace();
  const copy = (from: number, changes: Partial<Record<(typeof COLUMNS)[number], number>>) => {
    growTrace(withPrepare);
    const at = withPrepare.count++;
    for (const name of COLUMNS) withPrepare.columns[name][at] = changes[name] ?? plain.columns[name][from];
  };
  for (let at = 0; at < plain.count; at++) {
    const isFirst = at === 0 || episode[at] !== episode[at - 1];
    // Where the car stands, with a command that would take it elsewhere.
    if (isFirst) copy(at, { status: STATUSES.indexOf('prepare'), steps: 0, steeringDeg: -30, speed: 4 });
    copy(at, {});
  }
  expect(withPrepare.count).toBe(plain.count + 8);
  const [log, expected] = [carLog(withPrepare, 0.14), carLog(plain, 0.14)];
  expect(log.clock).toBe(expected.clock);
  expect(log.drives.map(({ path }) => path)).toEqual(expected.drives.map(({ path }) => path));
  for (const { episode: rows } of log.drives) {
    for (const at of rows) expect(withPrepare.columns.status[at]).toBe(status[0]);
  }
});
