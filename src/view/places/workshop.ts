/** A maker's workshop: benches under lamps, tools on the walls, daylight from one side, bunting around the track. */
import { integerBelow, uniform, uniformIn } from '../../math/random.ts';
import { reverseTrack } from '../../track/track.ts';
import type { Pieces } from '../mesh.ts';
import { addBarrier, WORKSHOP_BARRIER } from './barrier.ts';
import { addBench, addPegboard, addPendant } from './bench.ts';
import { addClock, addPoster, addTrackMap } from './displays.ts';
import { addMark } from './marks.ts';
import { addBunting, addPit } from './pit.ts';
import type { PlaceDesign } from './place.ts';
import { type Frame, pointAt, type Range, slab, within } from './shapes.ts';
import { addCeiling, addRail, addWalls, addWindow, alongSide, type Band } from './shell.ts';
import { type Side, type Site, sidesOf } from './site.ts';
import { addCabinet, addCone, addCrates, addPlant, addShelf, addStool, addTyres } from './storage.ts';

const WALL_HEIGHT = 3.3;
const BANDS: readonly Band[] = [
  { top: 0.14, paint: '#4c4034' },
  { top: 1.02, paint: '#54787a', boards: '#507375' },
  { top: 1.08, paint: '#c9b48f' },
  { top: WALL_HEIGHT, paint: '#e6dac3' },
];
const PANES = { frame: '#4b4239', low: { glow: '#f6e7c9' }, high: { glow: '#cfe3ee' }, outside: { glow: '#a9bda0' } } as const;
const SHADES = ['#2f5b60', '#c8492e', '#2f5b60', '#d8a53a'] as const;

export const WORKSHOP: PlaceDesign = {
  light: {
    sky: '#fff4e2',
    ground: '#cdb597',
    skyIntensity: 1.65,
    ambientIntensity: 0.4,
    key: '#ffe6c0',
    keyIntensity: 1.75,
    keyDirection: [0.5, -0.75, 1],
  },
  background: '#4b4037',
  aisle: 2.7,
  wallHeight: WALL_HEIGHT,
  headroom: 1.6,
  floor: (colour, isWood) => ({ kind: isWood ? 'planks' : 'concrete', colour }),
  outerFloor: { kind: 'planks', colour: '#a97f52' },
  furnish(site) {
    addBarrier(site, WORKSHOP_BARRIER);
    addWalls(site, BANDS, '#5d4d3d');
    addRail(site, [1.02, 1.08], 0.03, '#8a6238');
    addCeiling(site, 1.1, ['#b99a72', '#b3946c']);
    addBeams(site);
    const [south, east, north, west] = sidesOf(site.walls);
    fillWindowSide(site, south);
    fillWorkSide(site, north, true);
    fillWorkSide(site, east, false);
    fillWorkSide(site, west, false);
    addCorners(site);
    const pit = addPit(site);
    addBunting(site, 1, 1.34);
    addAisle(site, pit);
  },
};

/** Wooden beams across, and daylight of the whole room on them. */
function addBeams({ upper, walls }: Site): void {
  const { frame, length } = sidesOf(walls)[0];
  const depth = walls.maxY - walls.minY;
  const count = Math.max(2, Math.round(length / 2.2));
  for (let k = 0; k < count; k++) {
    const u = ((k + 0.5) * length) / count;
    slab(upper, frame, [u - 0.09, u + 0.09], [WALL_HEIGHT - 0.26, WALL_HEIGHT], [0, depth], '#8a633a', 'lru');
  }
}

/** Benches, shelves and what else stands along a wall. */
function fillWorkSide(site: Site, side: Side, hasClock: boolean): void {
  const { solid, stream, wallHeight } = site;
  const on = (u: number) => within(side.frame, u, 0);
  let isClockDue = hasClock;
  let isMapDue = hasClock;
  let last = -1;
  alongSide(side, 1.15, (left) => {
    // Something else than before, that fits; first what there is only one of, near the middle.
    const isMiddle = left < 0.62 * side.length;
    if (isMiddle && isMapDue && left > 1.7) {
      isMapDue = false;
      return { width: 1.8, fill: (u) => addMapCorner(site, on(u)) };
    }
    let kind = integerBelow(stream, 6);
    if (kind === last || (last > 1 && uniform(stream) < 0.35)) kind = last === 0 ? 1 : 0;
    last = kind;
    const number = 1 + integerBelow(stream, 9);
    const picture = integerBelow(stream, 4);
    if (kind === 0 && left > 2.2) {
      const shade = SHADES[integerBelow(stream, SHADES.length)];
      return {
        width: 2.35,
        fill(u) {
          addBench(site, on(u));
          addPegboard(site, on(u));
          addPendant(site, on(u), 0.5, 1.92, shade);
          if (isClockDue) addClock(solid, on(u), wallHeight - 0.6, 0.34);
          isClockDue = false;
          if (uniform(stream) < 0.6) addStool(site, within(on(u), uniformIn(stream, -0.6, 0.6), 1.08));
        },
      };
    }
    if (kind === 1 && left > 1.8) return { width: 1.85, fill: (u) => addShelf(site, on(u)) };
    if (kind === 2) {
      return {
        width: 1.25,
        fill(u) {
          addCabinet(site, on(u), integerBelow(stream, 2) === 0 ? '#b8402c' : '#3f6468');
          addPoster(solid, on(u), 1.45, picture, number);
        },
      };
    }
    if (kind === 3) {
      return {
        width: 1.35,
        fill(u) {
          addCrates(site, on(u));
          addPoster(solid, on(u), 1.3, picture, number);
        },
      };
    }
    if (kind === 4) {
      return {
        width: 1.6,
        fill(u) {
          addTyres(site, within(on(u), -0.36, 0), 5);
          addTyres(site, within(on(u), 0.36, 0.05), 3 + integerBelow(stream, 2));
          addPoster(solid, on(u), 1.5, picture, number);
        },
      };
    }
    return {
      width: 1.7,
      fill(u) {
        addPoster(solid, within(on(u), -0.42, 0), 1.25, picture, number);
        addPoster(solid, within(on(u), 0.42, 0), 1.25, (picture + 1) % 4, (number % 9) + 1);
        slab(solid, on(u), [-0.75, 0.75], [0.4, 0.46], [0.02, 0.4], '#a9763f', 'flrtu');
        for (const c of [-0.68, 0.68]) slab(solid, on(u), [c - 0.04, c + 0.04], [0, 0.4], [0.06, 0.36], '#7d5c36');
      },
    };
  });
}

/** The map of the track on a board, over a low cupboard. */
function addMapCorner(site: Site, frame: Frame): void {
  const { solid, track, lamps } = site;
  const colours = { frame: '#7d5c36', board: '#27363a', line: '#efe6d6' };
  // In the file's order, so that it is the same whichever way the track is driven.
  const { centre } = track.reversed ? reverseTrack(track) : track;
  addTrackMap(solid, frame, centre, [-0.72, 0.72], [1.18, 2.12], colours);
  slab(solid, frame, [-0.75, 0.75], [0.08, 0.72], [0.02, 0.42], '#9c7345');
  for (const u of [-0.36, 0.36]) slab(solid, frame, [u - 0.34, u + 0.34], [0.12, 0.68], [0.42, 0.435], '#b08452', 'flrt');
  const [x, y] = pointAt(frame, 0, 0.6);
  lamps.push({ x, y, up: 2.3, colour: '#ffd7a0', power: 1.4, reach: 0.7 });
}

/** Windows with a bench below, and the sun through them on the floor. */
function fillWindowSide(site: Site, side: Side): void {
  const { solid, stream, lamps } = site;
  const count = Math.max(1, Math.floor((side.length - 1.6) / 2.5));
  for (let k = 0; k < count; k++) {
    const at = within(side.frame, ((k + 0.5) * side.length) / count, 0);
    const us: Range = [-0.95, 0.95];
    const vs: Range = [1.15, 2.65];
    const outline = Array.from({ length: 8 }, () => uniformIn(stream, 0.12, 0.42));
    addWindow(solid, at, us, vs, [4, 3], PANES, outline);
    addSunPatch(site, at, us, vs);
    const [x, y] = pointAt(at, 0, 0.5);
    lamps.push({ x, y, up: 1.9, colour: '#fff0d6', power: 1.1, reach: 1.1 });
    const kind = integerBelow(stream, 4);
    if (kind === 0) addBench(site, at);
    else if (kind === 1) addCrates(site, at);
    else addRadiator(solid, at);
    if (kind >= 2) addTyres(site, within(at, 1.12, 0), 2 + integerBelow(stream, 4));
    if (k + 1 < count)
      addPoster(solid, within(at, side.length / count / 2, 0), 1.35, integerBelow(stream, 4), 1 + integerBelow(stream, 9));
  }
}

function addRadiator(pieces: Pieces, frame: Frame): void {
  for (let k = 0; k < 14; k++) {
    const u = -0.7 + 0.1 * k;
    slab(pieces, frame, [u, u + 0.075], [0.2, 0.86], [0.03, 0.14], '#e2d8c4');
  }
}

/** Where the sun falls through a window, pane by pane. */
function addSunPatch({ marks, room }: Site, frame: Frame, [u0, u1]: Range, [v0, v1]: Range): void {
  const [east, north, up] = WORKSHOP.light.keyDirection;
  // Of the south wall: u is west, w is north.
  const at = (u: number, v: number): [number, number] => [u + (east / up) * v, (-north / up) * v];
  const [columns, rows] = [4, 3];
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) {
      const [a, b] = [u0 + ((i + 0.06) * (u1 - u0)) / columns, u0 + ((i + 0.94) * (u1 - u0)) / columns];
      const [c, d] = [v0 + ((j + 0.06) * (v1 - v0)) / rows, v0 + ((j + 0.94) * (v1 - v0)) / rows];
      const corners = [at(a, c), at(b, c), at(b, d), at(a, d)];
      if (corners.some(([u, w]) => pointAt(frame, u, w)[1] > room.minY - 0.12)) continue;
      addMark(marks, frame, corners, '#ffe2ad', 0.34);
    }
  }
}

/** Something tall in every corner. */
function addCorners(site: Site): void {
  const kinds = [addPlant, (s: Site, f: Frame) => addTyres(s, within(f, 0, -0.36), 6), addPlant, addPlant];
  const first = integerBelow(site.stream, 4);
  sidesOf(site.walls).forEach(({ frame }, k) => {
    kinds[(first + k) % 4](site, within(frame, 0.55, 0.55));
  });
}

/** Cones and stacks outside the barrier's corners. */
function addAisle(site: Site, pit: number): void {
  sidesOf(site.room).forEach(({ frame, length }, k) => {
    addCone(site, within(frame, -0.5, -0.5));
    if (length > 4 && k !== pit) addTyres(site, within(frame, length * uniformIn(site.stream, 0.2, 0.8), -1.05), 2);
  });
}
