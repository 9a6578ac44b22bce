/** What disturbs a policy, in words. */
import type { Disturbance } from '../lap/robust.ts';

export const DISTURBANCE_TEXTS: Readonly<Record<Disturbance, string>> = {
  nothing: 'nothing, from many starts',
  direction: 'the other direction',
  light: 'brighter, darker, uneven light',
  contrast: 'more and less contrast',
  noise: 'noise in the frame',
  blur: 'a blurred frame',
  surroundings: 'other walls, another room',
  wear: 'worn tape',
  camera: 'a camera that sits otherwise',
  grip: 'another grip',
  lag: 'slower steering and drive',
  latency: 'late commands',
  everything: 'all of it at once',
};
