/** How flat things are blended into the floor. */
import { CustomBlending, OneFactor, OneMinusSrcAlphaFactor } from 'three';

/**
 * Material settings for what lies flat on the floor and lets it shine through. It is drawn with what is opaque, in
 * `renderOrder`: three.js draws transparent materials after everything else, over the cars. The canvas itself stays
 * opaque, so that the page behind it never shows.
 */
export const BLENDED = {
  blending: CustomBlending,
  blendSrcAlpha: OneFactor,
  blendDstAlpha: OneMinusSrcAlphaFactor,
  depthTest: false,
  depthWrite: false,
} as const;
