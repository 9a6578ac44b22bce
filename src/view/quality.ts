/** How well the world can be drawn here. */
export const QUALITIES = ['sparing', 'software', 'low', 'medium', 'high'] as const;
export type Quality = (typeof QUALITIES)[number];

interface QualitySettings {
  /** canvas pixels per CSS pixel, at most */
  readonly pixelRatio: number;
  readonly antialias: boolean;
  /** side of the shadow map; 0 = only the patches under the cars */
  readonly shadows: number;
  /** of the floor, px a tile */
  readonly texture: { readonly size: number; readonly anisotropy: number };
  /** milliseconds between frames, at least */
  readonly frameMilliseconds: number;
}

const SMALL = { size: 512, anisotropy: 4 };
const LARGE = { size: 1024, anisotropy: 8 };

export const QUALITY_SETTINGS: Readonly<Record<Quality, QualitySettings>> = {
  // Drawn by the CPU, which a training wants: few pixels, ten times a second.
  sparing: { pixelRatio: 0.5, antialias: false, shadows: 0, texture: SMALL, frameMilliseconds: 95 },
  // Drawn by the CPU, which is idle otherwise.
  software: { pixelRatio: 1, antialias: false, shadows: 0, texture: SMALL, frameMilliseconds: 60 },
  low: { pixelRatio: 1, antialias: false, shadows: 0, texture: LARGE, frameMilliseconds: 0 },
  medium: { pixelRatio: 1.25, antialias: true, shadows: 1024, texture: LARGE, frameMilliseconds: 0 },
  high: { pixelRatio: 2, antialias: true, shadows: 2048, texture: LARGE, frameMilliseconds: 0 },
};

/** Frame times, ms: over the first for long, a level lower; under the second for long, one higher. */
const TOO_SLOW = 24;
const FAST = 9;
const FRAMES = 90;
const LEAST = QUALITIES.indexOf('low');

/** Watches frame times and says when another level would suit. */
export function newQualityGuard(): (milliseconds: number, quality: Quality) => Quality {
  let slow = 0;
  let fast = 0;
  return (milliseconds, quality) => {
    if (quality === 'sparing' || quality === 'software') return quality;
    slow = milliseconds > TOO_SLOW ? slow + 1 : Math.max(0, slow - 2);
    fast = milliseconds < FAST ? fast + 1 : 0;
    const level = QUALITIES.indexOf(quality);
    if (slow > FRAMES && level > LEAST) {
      slow = 0;
      return QUALITIES[level - 1];
    }
    if (fast > 4 * FRAMES && level < QUALITIES.length - 1) {
      fast = 0;
      return QUALITIES[level + 1];
    }
    return quality;
  };
}
