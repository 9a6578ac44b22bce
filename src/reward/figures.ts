/** What a reward function returned on recorded drives, in few numbers: means over like stretches of the track. */
import { OBJECT, OBJECT_SIZE } from '../sim/inputs.ts';
import type { Evidence, Rewarded } from './evidence.ts';

/** Means per step, where nothing else is said; ends are apart from the steps before them. */
export interface Figures {
  /** of everything */
  readonly least: number;
  readonly most: number;
  /** between the means of good and bad ways to drive */
  readonly spread: number;
  /** 0..1: which part of the lap's variance the same lap does not repeat */
  readonly noise: number;
  /** only the finish is rewarded, or so few steps that they say nothing */
  readonly isSparse: boolean;
  /** 0..1: which part of the lap's steps earn next to nothing beside its best one */
  readonly silent: number;
  readonly lap: number;
  /** the lap, or the fast one where that earns more */
  readonly best: number;
  /** of the lap's first metres */
  readonly lapStart: number;
  /** its last step */
  readonly finish: number;
  /** sums over whole laps */
  readonly lapTotal: number;
  readonly fastTotal: number;
  readonly standing: number;
  readonly crawling: number;
  readonly wrongWay: number;
  /** with all wheels on the road */
  readonly leftEdge: number;
  readonly rightEdge: number;
  /** with wheels off the road to that side */
  readonly leftOff: number;
  readonly rightOff: number;
  readonly zigZag: number;
  /** the same steps, as they were and with one input changed */
  readonly early: number;
  readonly later: number;
  readonly ahead: number;
  readonly otherSide: number;
  /** of the step that ends a drive beside the road, and of those shortly before it */
  readonly leaving: number;
  readonly beforeLeaving: number;
  /** of each tenth of the lap */
  readonly tenths: readonly number[];
  readonly boxNear: number | null;
  readonly boxFar: number | null;
  /** a is larger than b, clearly: by this factor where both are positive */
  isMore(a: number, b: number, factor?: number): boolean;
  isAlike(a: number, b: number): boolean;
}

/** A drive's first steps have nothing before them, and it only gathers speed. */
const FIRST = 3;
const BEFORE_END = 8;
/** m along the road: so near is near, and from there on it is far */
const NEAR = 0.9;
const FAR = 2;
const TENTHS = 10;
/** So many of a lap's steps may be silent. */
const SPARSE = 0.95;

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The steps between a drive's beginning and its end. */
function steady({ values, count }: Rewarded, last = count - 1): number[] {
  return Array.from(values).slice(FIRST, last);
}

/** The steps between two places, % of the lap. */
function between({ values, inputs, count }: Rewarded, from: number, to: number): number[] {
  return Array.from(values).filter((_, i) => {
    return i >= FIRST && i < count - 1 && inputs.progress[i] >= from && inputs.progress[i] < to;
  });
}

export function driveFigures({ lap, offRoad, boxes, lapAgain, probes }: Evidence): Figures {
  const of = (name: Parameters<typeof probes.get>[0]): Rewarded => {
    const drive = probes.get(name);
    if (!drive) throw new RangeError(`no drive is called ${name}`);
    return drive;
  };
  const fast = of('a fast lap');
  const leaving = [offRoad, of('full speed off the road')];
  const start = of('later').count;
  const lapStart = mean(steady(lap, start));
  const moving = [lap, fast, of('zig-zag'), of('left edge'), of('right edge'), of('crawling'), of('standing')];
  const means = moving.map((drive) => mean(steady(drive)));
  const all = [lap, offRoad, ...probes.values()].flatMap(({ values }) => Array.from(values));
  const least = all.reduce((a, b) => Math.min(a, b));
  const most = all.reduce((a, b) => Math.max(a, b));
  const inside = moving.flatMap((drive) => steady(drive));
  const insideSpread = inside.reduce((a, b) => Math.max(a, b)) - inside.reduce((a, b) => Math.min(a, b));
  const silent = silentPart(steady(lap));
  const finish = lap.values[lap.count - 1];
  // Differences much smaller than what ordinary driving varies by mean nothing.
  const noticeable = 0.01 * insideSpread + 1e-9 * (Math.abs(most) + Math.abs(least));
  return {
    least,
    most,
    spread: Math.max(...means) - Math.min(...means),
    noise: noiseOf(lap.values, lapAgain),
    isSparse: silent >= SPARSE || (insideSpread <= 1e-3 * Math.abs(finish - inside[0]) && finish !== inside[0]),
    silent: insideSpread > 0 ? silent : 1,
    lap: mean(steady(lap)),
    best: Math.max(mean(steady(lap)), mean(steady(fast))),
    lapStart,
    finish,
    lapTotal: Array.from(lap.values).reduce((a, b) => a + b),
    fastTotal: Array.from(fast.values).reduce((a, b) => a + b),
    standing: mean(steady(of('standing'))),
    crawling: mean(steady(of('crawling'))),
    wrongWay: mean(steady(of('the wrong way'))),
    leftEdge: mean(onWheels(of('left edge'), 1)),
    rightEdge: mean(onWheels(of('right edge'), 1)),
    leftOff: mean(onWheels(of('left wheels off'), 0)),
    rightOff: mean(onWheels(of('right wheels off'), 0)),
    zigZag: mean(steady(of('zig-zag'))),
    early: lapStart,
    later: mean(steady(of('later'), start)),
    ahead: mean(steady(of('ahead'), start)),
    otherSide: mean(steady(of('other side'), start)),
    leaving: mean(leaving.map(({ values, count }) => values[count - 1])),
    beforeLeaving: mean(leaving.flatMap((drive) => Array.from(drive.values).slice(-1 - BEFORE_END, -1))),
    tenths: Array.from({ length: TENTHS }, (_, i) => mean(between(lap, TENTHS * i, TENTHS * (i + 1)))),
    boxNear: boxes ? nearBoxes(boxes, 0, NEAR) : null,
    boxFar: boxes ? nearBoxes(boxes, FAR, Number.POSITIVE_INFINITY) : null,
    isMore(a, b, factor = 1) {
      return a - b > noticeable && (b <= 0 || a > factor * b);
    },
    isAlike(a, b) {
      return Math.abs(a - b) <= Math.max(noticeable, 0.05 * Math.max(Math.abs(a), Math.abs(b)));
    },
  };
}

/** Steps with all wheels on the road (1), or with some beside it (0), of a drive that is not over. */
function onWheels({ values, inputs, count }: Rewarded, flag: 0 | 1): number[] {
  return Array.from(values).filter((_, i) => i >= FIRST && i < count - 1 && inputs.all_wheels_on_track[i] === flag);
}

function silentPart(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? values.filter((value) => Math.abs(value) < 0.01 * largest).length / values.length : 0;
}

/** 0 where both are the same, 1 where they have nothing to do with each other. */
function noiseOf(values: ArrayLike<number>, again: ArrayLike<number>): number {
  const middle = mean(Array.from(values));
  let squares = 0;
  let differences = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i] - middle) * (values[i] - middle);
    differences += (values[i] - again[i]) * (values[i] - again[i]);
  }
  return squares > 0 ? Math.min(1, differences / (2 * squares)) : 0;
}

/** The steps at which the nearest object is so far away along the road, m. */
function nearBoxes({ values, inputs, track, count }: Rewarded, from: number, to: number): number | null {
  const found: number[] = [];
  for (let i = FIRST; i < count - 1; i++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < inputs.object_count[i]; k++) {
      const [x, y] = objectAt(inputs, i, k);
      const [dx, dy] = [x - inputs.x[i], y - inputs.y[i]];
      nearest = Math.min(nearest, Math.sqrt(dx * dx + dy * dy));
    }
    if (nearest >= from && nearest < Math.min(to, track.length)) found.push(values[i]);
  }
  return found.length > 0 ? mean(found) : null;
}

function objectAt(inputs: Rewarded['inputs'], i: number, k: number): readonly [x: number, y: number] {
  const at = (i * inputs.object_capacity + k) * OBJECT_SIZE;
  return [inputs.objects[at + OBJECT.x], inputs.objects[at + OBJECT.y]];
}
