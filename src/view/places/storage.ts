/** What a workshop keeps: shelves, crates, tyres, cones, cabinets. Each stands with its back at w = 0, around u = 0. */
import { integerBelow, uniform, uniformIn } from '../../math/random.ts';
import { addRoundShadow, addShadow } from './marks.ts';
import { type Frame, face, panel, rod, slab, turned, type Vec, within } from './shapes.ts';
import type { Site } from './site.ts';

const BINS = ['#c9a26b', '#477479', '#b8482f', '#d9cbb0', '#e0ad3e', '#5b7f63'] as const;
const STEEL = '#565d64';

export function addShelf({ solid, marks, stream }: Site, frame: Frame, half = 0.8): void {
  addShadow(marks, frame, [-half, half], [0, 0.48]);
  for (const u of [-half, half]) {
    for (const w of [0.04, 0.44]) slab(solid, frame, [u - 0.025, u + 0.025], [0, 2.05], [w - 0.025, w + 0.025], STEEL);
  }
  const levels = [0.12, 0.62, 1.1, 1.56, 2.02];
  levels.forEach((v, level) => {
    slab(solid, frame, [-half, half], [v, v + 0.035], [0.02, 0.47], level === 4 ? '#a57c4e' : '#9b7549', 'ftu');
    let u = -half + 0.06;
    while (u < half - 0.3) {
      const width = uniformIn(stream, 0.24, 0.42);
      if (u + width > half - 0.04) break;
      if (uniform(stream) > 0.16) {
        const height = uniformIn(stream, 0.16, level === 4 ? 0.3 : 0.36);
        const paint = BINS[integerBelow(stream, BINS.length)];
        slab(solid, frame, [u, u + width], [v + 0.035, v + 0.035 + height], [0.06, uniformIn(stream, 0.36, 0.43)], paint);
        // A label.
        panel(solid, within(frame, 0, 0.003), [u + 0.3 * width, u + 0.7 * width], [v + 0.09, v + 0.16], 0.43, '#efe6d6');
      }
      u += width + uniformIn(stream, 0.02, 0.07);
    }
  });
}

const WOOD = ['#b08452', '#a47645', '#bb9160'] as const;

/** Wooden crates of slats, two below and perhaps one above. */
export function addCrates(site: Site, frame: Frame): void {
  const { marks, stream } = site;
  addShadow(marks, frame, [-0.55, 0.55], [0.06, 0.52]);
  addCrate(site, within(frame, -0.28, 0.3, uniformIn(stream, -0.1, 0.1)), 0);
  addCrate(site, within(frame, 0.3, 0.3, uniformIn(stream, -0.1, 0.1)), 0);
  addCrate(site, within(frame, uniformIn(stream, -0.15, 0.2), 0.3, uniformIn(stream, -0.25, 0.25)), 0.44);
}

function addCrate({ solid, stream }: Site, frame: Frame, foot: number): void {
  const half = 0.25;
  slab(solid, frame, [-half + 0.015, half - 0.015], [foot + 0.01, foot + 0.4], [-0.2, 0.2], '#6d4d2b');
  for (let k = 0; k < 3; k++) {
    const v = foot + 0.015 + 0.135 * k;
    const paint = WOOD[integerBelow(stream, 3)];
    slab(solid, frame, [-half, half], [v, v + 0.11], [-0.215, 0.215], paint, 'fblrt');
  }
  for (const u of [-half, half - 0.05])
    slab(solid, frame, [u, u + 0.05], [foot, foot + 0.42], [-0.225, 0.225], WOOD[1], 'fbt');
}

/** A stack of car tyres. */
export function addTyres({ solid, marks }: Site, frame: Frame, count: number): void {
  addRoundShadow(marks, frame, 0, 0.36, 0.3);
  for (let k = 0; k < count; k++) {
    const v = 0.19 * k;
    const paint = k === count - 1 ? '#f05a35' : '#33363a';
    const profile = [
      [0.2, v],
      [0.29, v + 0.02],
      [0.31, v + 0.06],
      [0.31, v + 0.13],
      [0.29, v + 0.17],
      [0.2, v + 0.185],
      [0.17, v + 0.1],
    ] as const;
    turned(solid, frame, [0, 0.36], profile, ['#26282b', '#26282b', paint, '#26282b', '#2d3034', '#1c1e20'], 14);
  }
}

export function addCone({ solid, marks }: Site, frame: Frame): void {
  addRoundShadow(marks, frame, 0, 0, 0.14, 0.4);
  slab(solid, frame, [-0.17, 0.17], [0, 0.03], [-0.17, 0.17], '#d84f2d');
  const profile = [
    [0.13, 0.03],
    [0.1, 0.17],
    [0.075, 0.29],
    [0.035, 0.48],
    [0, 0.48],
  ] as const;
  turned(solid, frame, [0, 0], profile, ['#f05a35', '#efe6d6', '#f05a35', '#d84f2d'], 10);
}

/** A tool cabinet on castors: rows of drawers. */
export function addCabinet({ solid, marks }: Site, frame: Frame, paint = '#b8402c'): void {
  addShadow(marks, frame, [-0.42, 0.42], [0.04, 0.5]);
  slab(solid, frame, [-0.42, 0.42], [0.1, 1.04], [0.04, 0.48], paint);
  slab(solid, frame, [-0.44, 0.44], [1.04, 1.08], [0.02, 0.51], '#2f3439');
  [0.14, 0.36, 0.54, 0.68, 0.8, 0.92].forEach((v, k, all) => {
    const top = (all[k + 1] ?? 1.03) - 0.014;
    panel(solid, frame, [-0.39, 0.39], [v, top], 0.486, '#c94c35');
    slab(solid, frame, [-0.3, 0.3], [top - 0.035, top - 0.015], [0.486, 0.5], '#c9ced2', 'ftu');
  });
  for (const u of [-0.34, 0.34]) slab(solid, frame, [u - 0.03, u + 0.03], [0, 0.1], [0.1, 0.42], '#25282b');
  slab(solid, frame, [-0.3, 0.05], [1.08, 1.26], [0.12, 0.36], '#e0ad3e');
  rod(solid, frame, [-0.22, 1.3, 0.24], [-0.03, 1.3, 0.24], 0.012, '#25282b');
}

/** A plant in a pot, as tall as a person. */
export function addPlant({ solid, marks, stream }: Site, frame: Frame): void {
  addRoundShadow(marks, frame, 0, 0, 0.22);
  turned(
    solid,
    frame,
    [0, 0],
    [
      [0.15, 0],
      [0.21, 0.4],
      [0.18, 0.41],
      [0, 0.36],
    ],
    ['#b5623f', '#c06d49', '#3b2a1e'],
    12,
  );
  for (let k = 0; k < 16; k++) {
    const turn = 2.4 * k + uniformIn(stream, -0.3, 0.3);
    const [reach, height] = [uniformIn(stream, 0.2, 0.5), uniformIn(stream, 0.75, 1.75)];
    const leaf = within(frame, 0, 0, turn);
    const [foot, elbow, tip]: Vec[] = [
      [0.02, 0.38, 0],
      [0.5 * reach, height, 0],
      [reach, height - uniformIn(stream, 0.1, 0.4), 0],
    ];
    const paint = ['#4f7d4a', '#5f8f52', '#3f6b45'][k % 3];
    const wide = uniformIn(stream, 0.06, 0.11);
    rod(solid, leaf, foot, elbow, 0.008, '#4a6a3c', 3);
    for (const side of [1, -1]) {
      face(
        solid,
        leaf,
        [[elbow[0] * 0.8, elbow[1] * 0.9, 0], [elbow[0], elbow[1], wide], tip, [elbow[0], elbow[1], -wide]],
        [0, side, 0.01],
        paint,
      );
    }
  }
}

/** A round stool. */
export function addStool({ solid, marks }: Site, frame: Frame): void {
  addRoundShadow(marks, frame, 0, 0, 0.15, 0.4);
  turned(
    solid,
    frame,
    [0, 0],
    [
      [0.16, 0.6],
      [0.17, 0.62],
      [0.17, 0.65],
      [0, 0.66],
    ],
    '#a9763f',
    14,
  );
  for (let k = 0; k < 4; k++) {
    const [c, s] = [Math.cos(0.8 + (Math.PI * k) / 2), Math.sin(0.8 + (Math.PI * k) / 2)];
    rod(solid, frame, [0.19 * c, 0, 0.19 * s], [0.1 * c, 0.61, 0.1 * s], 0.014, '#3a4046', 4);
  }
}
