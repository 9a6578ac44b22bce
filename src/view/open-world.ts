/** Opens the world that this browser can draw. */
import { rendererName } from '../tensor/renderer.webgl.ts';
import { newFlatWorld } from './flat-world.ts';
import { newSolidWorld } from './solid-world.ts';
import type { Viewpoint } from './viewpoints.ts';
import type { World } from './world.ts';

/** In 3D, or from above in 2D where there is no WebGL 2. */
export function openWorld(canvas: HTMLCanvasElement, viewpoint: Viewpoint): World {
  // Whether a GPU is there must be known before the canvas gets its context, which antialiases or does not for good.
  const probe = document.createElement('canvas').getContext('webgl2');
  if (!probe) return newFlatWorld(canvas);
  const name = rendererName(probe);
  probe.getExtension('WEBGL_lose_context')?.loseContext();
  return newSolidWorld(canvas, viewpoint, name);
}
