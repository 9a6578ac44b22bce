/** Random outlines of tracks: a simple polygon, changed step by step, every step checked to leave a drivable road. */
import { cos, HALF_PI, PI, sin, TWO_PI } from '../math/exact.ts';
import { integerBelow, type RandomStream, uniform, uniformIn } from '../math/random.ts';
import {
  type Corner,
  comesNear,
  type Measured,
  measurePolygon,
  roundedLength,
  sampleRounded,
  turnAt,
  withRadii,
} from './rounding.ts';

interface OutlineNeeds {
  /** of the rounded polygon, m: it is at most this long */
  readonly length: number;
  /** least radius of a corner, m */
  readonly minRadius: number;
  /** usual radius of a corner, m */
  readonly radius: number;
  /** least distance between the centre lines of two stretches of road, m */
  readonly gap: number;
  /** sum of all turns, left and right, that it should reach, radians */
  readonly turning: number;
  /** around the smallest box that holds its centre line, m, at most: less makes the road fold into itself */
  readonly box: number;
  /** share of length and turning that it must reach at least */
  readonly filled: number;
  /** tries to change it, at most */
  readonly steps: number;
}

/** An outline this near to its length and turning is complete. */
const ENOUGH = 0.93;
/** Distance between the points in which stretches of road are compared, m. */
const CHECK_STEP = 0.35;
const MAX_CORNERS = 60;
/** Of all tracks, those with a main straight. */
const MAIN_SHARE = 0.75;

type Step = (stream: RandomStream, corners: readonly Corner[], edge: number, needs: OutlineNeeds) => Corner[];

/** A closed polygon whose rounded form is drivable; undefined where none was found. */
export function drawOutline(stream: RandomStream, needs: OutlineNeeds): readonly Corner[] | undefined {
  const form = firstForm(stream, needs);
  let measured = measurePolygon(form);
  const first = drivable(form, measured, needs);
  if (!first) return undefined;
  let corners: readonly Corner[] = first;
  let filled = filledBy(corners, measured, needs);
  // Of each kind of step more or less, so that tracks have a character.
  const weights = STEPS.map(([, weight]) => weight * uniform(stream) * uniform(stream));
  // Most tracks have a main straight, which nothing interrupts.
  let main = uniform(stream) < MAIN_SHARE ? measured.lengths.indexOf(Math.max(...measured.lengths)) : undefined;
  for (let tries = 0; tries < needs.steps && filled < ENOUGH; tries++) {
    const edge = drawIndex(stream, measured.lengths);
    const [step] = STEPS[drawIndex(stream, weights)];
    if (edge === main) continue;
    const sketch = step(stream, corners, edge, needs);
    const sizes = measurePolygon(sketch);
    const changed = sketch.length <= MAX_CORNERS && drivable(sketch, sizes, needs);
    if (!changed) continue;
    if (main !== undefined && edge < main) main += changed.length - corners.length;
    corners = changed;
    measured = sizes;
    filled = filledBy(corners, measured, needs);
  }
  return filled < needs.filled ? undefined : corners;
}

/** How much of its length and turning an outline has, whichever is less. */
function filledBy(corners: readonly Corner[], measured: Measured, needs: OutlineNeeds): number {
  const turning = corners.reduce((sum, _, i) => sum + turnAt(measured, i), 0);
  return Math.min(roundedLength(corners, measured) / needs.length, turning / needs.turning);
}

/** The polygon with radii that its edges have room for; undefined where no car could drive around it. */
function drivable(sketch: readonly Corner[], measured: Measured, needs: OutlineNeeds): readonly Corner[] | undefined {
  const corners = withRadii(sketch, measured, 1, needs.minRadius);
  if (!corners) return undefined;
  const length = roundedLength(corners, measured);
  if (length > needs.length) return undefined;
  const { xs, ys } = sampleRounded(corners, Math.max(12, Math.round(length / CHECK_STEP)), measured);
  const fitsBox = 2 * (spread(xs) + spread(ys)) <= needs.box;
  return fitsBox && !comesNear(xs, ys, length, PI * needs.minRadius, needs.gap) ? corners : undefined;
}

function spread(values: readonly number[]): number {
  let [least, most] = [values[0], values[0]];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}

function drawIndex(stream: RandomStream, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i];
  let left = uniform(stream) * sum;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.length - 1;
}

/** Mostly the usual radius, now and then a wide one. */
function drawRadius(stream: RandomStream, { radius, minRadius }: OutlineNeeds): number {
  const factor = uniform(stream) < 0.75 ? uniformIn(stream, 0.8, 1.25) : uniformIn(stream, 1.3, 2.6);
  return Math.max(minRadius, radius * factor);
}

/** Between the centre lines of two stretches beside each other, m: as near as may be, or as far as the usual corner asks. */
function drawApart(stream: RandomStream, { gap, minRadius, radius }: OutlineNeeds): number {
  const least = Math.max(gap, 2.05 * minRadius);
  return uniform(stream) < 0.7
    ? least * uniformIn(stream, 1.02, 1.35)
    : Math.max(least, 2 * radius) * uniformIn(stream, 1, 1.5);
}

function sign(stream: RandomStream): 1 | -1 {
  return uniform(stream) < 0.5 ? 1 : -1;
}

// --- The forms that an outline begins with

function firstForm(stream: RandomStream, needs: OutlineNeeds): Corner[] {
  const shape = uniform(stream);
  const share = Math.min(0.99, (needs.box / needs.length) * uniformIn(stream, 0.4, 0.75));
  const points =
    shape < 0.4 ? ringForm(stream) : shape < 0.6 ? blockForm(stream) : spineForm(stream, needs, uniformIn(stream, 0.4, 0.9));
  const corners = points.map(([x, y]) => ({ x, y, radius: drawRadius(stream, needs) }));
  if (shape >= 0.6) return corners;
  // Scaled to its share of the lap.
  const measured = measurePolygon(corners);
  const { lengths } = measured;
  const perimeter = lengths.reduce((sum, length) => sum + length, 0);
  const cut = perimeter - roundedLength(corners, measured);
  const scale = (share * needs.length + cut) / perimeter;
  return corners.map(({ x, y, radius }) => ({ x: x * scale, y: y * scale, radius }));
}

/** Three to seven corners around an ellipse. */
function ringForm(stream: RandomStream): [number, number][] {
  const count = 3 + integerBelow(stream, 5);
  const stretch = uniformIn(stream, 0.3, 1);
  const turn = uniformIn(stream, 0, TWO_PI);
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (TWO_PI * (i + uniformIn(stream, -0.32, 0.32))) / count;
    const reach = uniformIn(stream, 0.75, 1.1);
    return [reach * cos(angle), reach * stretch * sin(angle)];
  });
}

/** A rectangle, an L, a T or a U, leaning a little. */
function blockForm(stream: RandomStream): [number, number][] {
  const [wide, high] = [uniformIn(stream, 1, 3), uniformIn(stream, 0.5, 1.4)];
  const [cutX, cutY] = [wide * uniformIn(stream, 0.3, 0.7), high * uniformIn(stream, 0.3, 0.7)];
  const lean = uniformIn(stream, -0.4, 0.4);
  const kind = integerBelow(stream, 3);
  const rectangle: [number, number][] = [[0, 0], [wide, 0], [wide, high], [0, high]]; // biome-ignore format: a shape
  const ell: [number, number][] = [[0, 0], [wide, 0], [wide, cutY], [cutX, cutY], [cutX, high], [0, high]]; // biome-ignore format: a shape
  const part = wide * uniformIn(stream, 0.2, 0.4);
  const [tall, low] = [2 * high, high * uniformIn(stream, 0.5, 1.2)];
  const you: [number, number][] = [
    [0, 0],
    [wide, 0],
    [wide, tall],
    [wide - part, tall],
    [wide - part, low],
    [part, low],
    [part, tall],
    [0, tall],
  ];
  const points = [rectangle, ell, you][kind];
  const jitter = 0.12 * high;
  return points.map(([x, y]) => [x + lean * y + uniformIn(stream, -jitter, jitter), y + uniformIn(stream, -jitter, jitter)]);
}

/** The two sides of a bent line: the road goes along it and comes back beside itself. */
function spineForm(stream: RandomStream, needs: OutlineNeeds, share: number): [number, number][] {
  const count = 2 + integerBelow(stream, 4);
  const apart = drawApart(stream, needs);
  const reach = (0.5 * share * needs.length) / (count - 0.5);
  const left: [number, number][] = [];
  const right: [number, number][] = [];
  let heading = 0;
  let [x, y] = [0, 0];
  let bend = 0;
  for (let i = 0; i <= count; i++) {
    // Between the headings before and after, so that both sides keep their distance.
    const middle = heading - bend / 2;
    const half = (apart * uniformIn(stream, 1, 1.3)) / 2 / cos(bend / 2);
    left.push([x - half * sin(middle), y + half * cos(middle)]);
    right.push([x + half * sin(middle), y - half * cos(middle)]);
    const along = reach * uniformIn(stream, 0.6, 1.4);
    x += along * cos(heading);
    y += along * sin(heading);
    bend = i + 1 < count ? sign(stream) * uniformIn(stream, 0.3, HALF_PI) : 0;
    heading += bend;
  }
  return [...right, ...left.reverse()];
}

// --- The steps that change it

/** A point at `along` m of an edge and `aside` m to its left. */
function placer(corners: readonly Corner[], edge: number) {
  const a = corners[edge];
  const b = corners[(edge + 1) % corners.length];
  const length = Math.sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
  const ux = (b.x - a.x) / length;
  const uy = (b.y - a.y) / length;
  const place = (along: number, aside: number, radius: number): Corner => ({
    x: a.x + along * ux - aside * uy,
    y: a.y + along * uy + aside * ux,
    radius,
  });
  return { length, place };
}

function insert(corners: readonly Corner[], edge: number, added: readonly Corner[]): Corner[] {
  return [...corners.slice(0, edge + 1), ...added, ...corners.slice(edge + 1)];
}

/** A finger: out, a hairpin, and back beside itself. */
const finger: Step = (stream, corners, edge, needs) => {
  const { length, place } = placer(corners, edge);
  const apart = drawApart(stream, needs);
  const tip = apart * uniformIn(stream, 1, 1.25);
  const depth =
    sign(stream) * (apart + uniformIn(stream, 0, 0.2) * needs.length * uniform(stream) + uniformIn(stream, -0.3, 1.5));
  const lean = uniform(stream) < 0.5 ? 0 : uniformIn(stream, -0.6, 0.6) * depth;
  const start = uniformIn(stream, 0, length - apart);
  const round = Math.max(needs.minRadius, 0.49 * tip);
  return insert(corners, edge, [
    place(start, 0, drawRadius(stream, needs)),
    place(start + lean - (tip - apart) / 2, depth, round),
    place(start + lean + (tip + apart) / 2, depth * uniformIn(stream, 0.85, 1.15), round),
    place(start + apart, 0, drawRadius(stream, needs)),
  ]);
};

/** A wedge: one sharp corner far to the side. */
const wedge: Step = (stream, corners, edge, needs) => {
  const { length, place } = placer(corners, edge);
  const base = length * uniformIn(stream, 0.3, 0.9);
  const start = uniformIn(stream, 0, length - base);
  const depth = sign(stream) * uniformIn(stream, 0.4, 1.3) * Math.max(base, 3 * needs.radius);
  return insert(corners, edge, [
    place(start, 0, drawRadius(stream, needs)),
    place(start + base * uniformIn(stream, 0, 1), depth, drawRadius(stream, needs)),
    place(start + base, 0, drawRadius(stream, needs)),
  ]);
};

/** A chicane: aside, along, and back. */
const chicane: Step = (stream, corners, edge, needs) => {
  const { length, place } = placer(corners, edge);
  const aside = sign(stream) * needs.radius * uniformIn(stream, 0.5, 1.4);
  const slope = Math.abs(aside) * uniformIn(stream, 0.5, 1.8);
  const along = needs.radius * uniformIn(stream, 0.6, 2.2);
  const start = uniformIn(stream, 0, length - 2 * slope - along);
  const radius = Math.max(needs.minRadius, needs.radius * uniformIn(stream, 0.7, 1.1));
  return insert(corners, edge, [
    place(start, 0, radius),
    place(start + slope, aside, radius),
    place(start + slope + along, aside * uniformIn(stream, 0.8, 1.2), radius),
    place(start + 2 * slope + along, 0, radius),
  ]);
};

/** Esses: left and right in turn. */
const esses: Step = (stream, corners, edge, needs) => {
  const { length, place } = placer(corners, edge);
  const count = 2 + integerBelow(stream, 3);
  const pitch = needs.radius * uniformIn(stream, 1.3, 2.4);
  const aside = sign(stream) * pitch * uniformIn(stream, 0.25, 0.6);
  const start = uniformIn(stream, 0, length - (count - 1) * pitch);
  const radius = Math.max(needs.minRadius, needs.radius * uniformIn(stream, 0.7, 1.1));
  return insert(
    corners,
    edge,
    Array.from({ length: count }, (_, i) =>
      place(
        start + i * pitch * uniformIn(stream, 0.95, 1.05),
        i % 2 === 0 ? aside : -aside * uniformIn(stream, 0.3, 1),
        radius,
      ),
    ),
  );
};

/** A straight that bends a little on its way. */
const kink: Step = (stream, corners, edge, needs) => {
  const { length, place } = placer(corners, edge);
  const along = length * uniformIn(stream, 0.25, 0.75);
  return insert(corners, edge, [
    place(along, length * uniformIn(stream, -0.22, 0.22), Math.max(needs.minRadius, needs.radius * uniformIn(stream, 1, 4))),
  ]);
};

/** The edge's first corner cut into two. */
const cutCorner: Step = (stream, corners, edge, needs) => {
  const count = corners.length;
  const before = corners[(edge + count - 1) % count];
  const here = corners[edge];
  const after = corners[(edge + 1) % count];
  const towards = (to: Corner): Corner => {
    const part = uniformIn(stream, 0.15, 0.5);
    return { x: here.x + part * (to.x - here.x), y: here.y + part * (to.y - here.y), radius: drawRadius(stream, needs) };
  };
  return [...corners.slice(0, edge), towards(before), towards(after), ...corners.slice(edge + 1)];
};

/** The edge's first corner elsewhere. */
const moveCorner: Step = (stream, corners, edge, needs) => {
  const reach = Math.max(1.5, 0.06 * needs.length);
  const { x, y } = corners[edge];
  const moved = {
    x: x + uniformIn(stream, -reach, reach),
    y: y + uniformIn(stream, -reach, reach),
    radius: drawRadius(stream, needs),
  };
  return [...corners.slice(0, edge), moved, ...corners.slice(edge + 1)];
};

/** Each with its usual weight. */
const STEPS: readonly (readonly [Step, number])[] = [
  [finger, 1.6],
  [wedge, 0.8],
  [chicane, 0.7],
  [esses, 0.6],
  [kink, 0.35],
  [cutCorner, 0.3],
  [moveCorner, 0.4],
];
