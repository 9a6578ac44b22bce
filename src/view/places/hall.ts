/** A sports hall: wooden walls, gymnastics gear, bleachers, a goal and a hoop under steel trusses and high windows. */
import { integerBelow, uniform } from '../../math/random.ts';
import { addBarrier, HALL_BARRIER } from './barrier.ts';
import { addCourtLines } from './court.ts';
import { addBanner, addClock } from './displays.ts';
import { addBall, addBallCage, addLowBench, addMatStack, addRolledMats, addVaultingBox, addWallBars } from './gym.ts';
import { addMark } from './marks.ts';
import { addPit } from './pit.ts';
import type { PlaceDesign } from './place.ts';
import { type Frame, panel, pointAt, type Range, slab, within } from './shapes.ts';
import { addCeiling, addRail, addWalls, addWindow, alongSide, type Band } from './shell.ts';
import { type Side, type Site, sidesOf } from './site.ts';
import { addBleachers, addGoal, addHoop, addScoreboard, addTrusses } from './stands.ts';
import { addCone } from './storage.ts';

const WALL_HEIGHT = 6;
const TRUSS = 4.9;
const PANEL_TOP = 2.3;
const BANDS: readonly Band[] = [
  { top: 0.12, paint: '#6b5a45' },
  { top: PANEL_TOP, paint: '#cfaa76', boards: '#c8a26d' },
  { top: PANEL_TOP + 0.12, paint: '#3f7fb5' },
  { top: WALL_HEIGHT, paint: '#e4e9eb' },
];
const PANES = { frame: '#7b858d', low: { glow: '#dfeaf0' }, high: { glow: '#f4f9fc' } } as const;
const WINDOWS: Range = [2.95, 4.7];

export const HALL: PlaceDesign = {
  light: {
    sky: '#f2f6fb',
    ground: '#cfc3b0',
    skyIntensity: 2,
    ambientIntensity: 0.5,
    key: '#f4f6fb',
    keyIntensity: 0.95,
    keyDirection: [0.28, -0.42, 1.3],
  },
  background: '#4f5a62',
  aisle: 4,
  wallHeight: WALL_HEIGHT,
  headroom: 4,
  floor: (colour, isWood) => ({ kind: isWood ? 'parquet' : 'sports', colour }),
  outerFloor: { kind: 'parquet', colour: '#c79c66' },
  furnish(site) {
    addBarrier(site, HALL_BARRIER);
    addWalls(site, BANDS, '#5f6a72');
    addRail(site, [PANEL_TOP, PANEL_TOP + 0.12], 0.04, '#3f7fb5');
    addCeiling(site, 1.6, ['#b9bfc2', '#b2b8bb']);
    addTrusses(site, TRUSS);
    addCourtLines(site);
    const [south, east, north, west] = sidesOf(site.walls);
    const sides = [south, east, north, west];
    for (const side of sides) addWindows(site, side, side === south);
    // The longer walls have the stands and the gear, the shorter ones the goal and the hoop.
    const isWide = south.length >= east.length;
    const [stands, gear, goal, hoop] = isWide ? [north, south, east, west] : [east, west, north, south];
    fillStands(site, stands);
    fillGear(site, gear, []);
    fillGear(site, goal, [addGoal]);
    fillGear(site, hoop, [addHoop]);
    addScoreboard(site.solid, within(goal.frame, goal.length / 2, 0), PANEL_TOP + 0.2);
    addClock(site.solid, within(hoop.frame, hoop.length / 2, 0.02), PANEL_TOP + 0.75, 0.4);
    const pit = addPit(site);
    sidesOf(site.room).forEach(({ frame, length }, k) => {
      addCone(site, within(frame, -0.8, -0.8));
      if (k !== pit) addBall(site, within(frame, length * uniform(site.stream), -0.9));
    });
  },
};

function fillStands(site: Site, side: Side): void {
  const half = Math.max(1.5, 0.5 * side.length - 2.6);
  addBleachers(site, within(side.frame, side.length / 2, 0), half, 4);
  for (const u of [1.4, side.length - 1.4]) addRolledMats(site, within(side.frame, u, 0), 1 + integerBelow(site.stream, 3));
}

/** What is not as high as the wall's panels, and its width, m. */
const LOW_GEAR: readonly (readonly [number, (site: Site, frame: Frame) => void])[] = [
  [2.3, addMatStack],
  [2.1, (site, frame) => addRolledMats(site, frame, 3)],
  [1.9, addVaultingBox],
  [1.4, addBallCage],
];

/** Gear along a wall. @param inTheMiddle what stands at the middle of it, 3.4 m wide */
function fillGear(site: Site, side: Side, inTheMiddle: readonly ((site: Site, frame: Frame) => void)[]): void {
  const { stream } = site;
  const on = (u: number) => within(side.frame, u, 0);
  const isFree = inTheMiddle.length === 0;
  for (const put of inTheMiddle) put(site, on(side.length / 2));
  let last = -1;
  const next = (left: number, from: number) => {
    let kind = integerBelow(stream, 6);
    if (kind === last) kind = (kind + 1) % 6;
    last = kind;
    const bars = 3 + integerBelow(stream, 2);
    if (kind <= 1 && left > bars * 0.95 + 0.3) {
      return {
        width: bars * 0.95 + 0.3,
        fill(u: number) {
          addWallBars(site, on(from + u), bars);
          if (uniform(stream) < 0.5) addLowBench(site, within(on(from + u), 0, 0.35));
        },
      };
    }
    const [width, put] = LOW_GEAR[kind === 5 || left < 2.4 ? 3 : Math.max(0, kind - 2)];
    const cloth = integerBelow(stream, 3);
    return {
      width,
      fill(u: number) {
        put(site, on(from + u));
        for (const c of width > 2 ? [-0.5, 0.5] : [0])
          addBanner(site.solid, within(on(from + u), c, 0), 2.12, (cloth + (c > 0 ? 1 : 0)) % 3);
      },
    };
  };
  const gap = isFree ? 0 : 3.6;
  const half = (side.length - gap) / 2;
  if (isFree) alongSide(side, 0.9, (left) => next(left, 0));
  else {
    for (const from of [0, half + gap]) {
      const ends = from === 0 ? 0.9 : 0.15;
      const part = { ...side, length: half + ends - (from === 0 ? 0.15 : 0.9) };
      alongSide(part, ends, (left) => next(left, from));
    }
  }
}

/** A band of high windows; the sunny side throws patches of light on the floor. */
function addWindows(site: Site, side: Side, isSunny: boolean): void {
  const { solid, lamps } = site;
  const count = Math.max(1, Math.floor((side.length - 1.2) / 2.4));
  for (let k = 0; k < count; k++) {
    const at = within(side.frame, ((k + 0.5) * side.length) / count, 0);
    if (!isSunny && k % 2 === 1) {
      panel(solid, at, [-1, 1], WINDOWS, 0.01, '#d8dee1');
      continue;
    }
    addWindow(solid, at, [-1.08, 1.08], WINDOWS, [3, 2], PANES);
    if (!isSunny) continue;
    const [x, y] = pointAt(at, 0, 0.6);
    lamps.push({ x, y, up: 3.8, colour: '#eef5ff', power: 1, reach: 1.8 });
    addSunPatch(site, at);
  }
  slab(solid, side.frame, [0, side.length], [WINDOWS[1] + 0.2, WINDOWS[1] + 0.26], [0, 0.05], '#aab3b9', 'ftu');
}

function addSunPatch({ marks, room }: Site, frame: Frame): void {
  const [east, north, up] = HALL.light.keyDirection;
  const at = (u: number, v: number): [number, number] => [u + (east / up) * v, (-north / up) * v];
  for (let i = 0; i < 3; i++) {
    const [a, b] = [-1.08 + 0.72 * i + 0.04, -0.36 + 0.72 * i - 0.04];
    const corners = [at(a, WINDOWS[0]), at(b, WINDOWS[0]), at(b, WINDOWS[1]), at(a, WINDOWS[1])];
    if (corners.some(([u, w]) => pointAt(frame, u, w)[1] > room.minY - 0.2)) continue;
    addMark(marks, frame, corners, '#ffffff', 0.16);
  }
}
