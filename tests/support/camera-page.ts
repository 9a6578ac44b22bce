/** Drives cars in a page and compares what its two cameras show of them. */
import { newWebglCamera } from '../../src/camera/webgl.ts';
import { advance, grainOf, newEnvironment } from '../../src/sim/environment.ts';
import { RANDOMISATIONS } from '../../src/sim/randomisation.ts';
import type { ObjectGroup } from '../../src/sim/traffic.ts';
import { parseTrackJson } from '../../src/track/format.ts';
import { bothWays, type Place, trackFromData, trackToData } from '../../src/track/track.ts';

export interface CameraScene {
  readonly name: string;
  /** of own tracks, JSON */
  readonly tracks: readonly string[];
  /** of each of them in turn; as their files say where there is none */
  readonly places?: readonly Place[];
  readonly objects: readonly ObjectGroup[];
  readonly isRandomised: boolean;
}

export interface Comparison {
  readonly frames: number;
  /** of all pixels, greys */
  readonly mean: number;
  readonly worstFrame: number;
  readonly worst: number;
  /** part of the pixels that differ by more than 2 */
  readonly far: number;
  /** greatest difference of what a network would see, 0..1 */
  readonly observed: number;
}

const CARS = 6;
const STEPS = 40;

/** Every fifth step's frames of wandering cars, on the CPU and by WebGL. */
export function compareCameras({ tracks: texts, places, objects, isRandomised }: CameraScene, firstRow: number): Comparison {
  const randomisation = isRandomised ? RANDOMISATIONS.full : null;
  const tracks = bothWays(
    texts.map((text, k) => {
      const track = parseTrackJson(text, 'track');
      return places ? trackFromData({ ...trackToData(track), place: places[k] }) : track;
    }),
  );
  const environment = newEnvironment({ tracks, cars: CARS, seed: 5, objects, randomisation, firstRow });
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2') as WebGL2RenderingContext;
  const boxes = objects.reduce((sum, { count }) => sum + count, 0);
  const { camera } = environment;
  const gpu = newWebglCamera(gl, { camera, firstRow, pool: 4, batch: CARS, slots: CARS, boxes });
  const steering = new Float64Array(CARS);
  const speed = new Float64Array(CARS).fill(1.2);
  let frames = 0;
  let sum = 0;
  let worst = 0;
  let worstFrame = 0;
  let far = 0;
  let observed = 0;
  const size = camera.width * (camera.height - firstRow);
  for (let step = 0; step <= STEPS; step++) {
    for (let car = 0; car < CARS; car++) steering[car] = 25 * Math.sin(step / 7 + car);
    if (step > 0) advance(environment, steering, speed);
    if (step % 5 !== 0) continue;
    environment.episodes.forEach(({ car, traffic }, i) => {
      gpu.set(i, environment.views[i], car.pose, traffic.objects, grainOf(environment, i));
    });
    gpu.render(0);
    const seen = readFloats(gl, gpu.observations);
    for (let car = 0; car < CARS; car++) {
      const own = gpu.readPicture(car);
      const at = car * camera.width * camera.height + firstRow * camera.width;
      const cpu = environment.frames.subarray(at, at + size);
      let total = 0;
      for (let i = 0; i < size; i++) {
        const difference = Math.abs(own[i] - cpu[i]);
        total += difference;
        worst = Math.max(worst, difference);
        if (difference > 2) far++;
      }
      sum += total;
      worstFrame = Math.max(worstFrame, total / size);
      frames++;
      observed = Math.max(
        observed,
        pooledDifference(own, seen.subarray((car * size) / 16, ((car + 1) * size) / 16), camera.width),
      );
    }
  }
  gpu.dispose();
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { frames, mean: sum / frames / size, worstFrame, worst, far: far / frames / size, observed };
}

/** How far what the network would see is from the mean of each 4 × 4 pixels. */
function pooledDifference(picture: Uint8Array, seen: Float32Array, width: number): number {
  let worst = 0;
  seen.forEach((value, i) => {
    const columns = width / 4;
    const from = Math.floor(i / columns) * 4 * width + (i % columns) * 4;
    let total = 0;
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) total += picture[from + y * width + x];
    worst = Math.max(worst, Math.abs(value - total / 16 / 255));
  });
  return worst;
}

function readFloats(
  gl: WebGL2RenderingContext,
  { texture, width, height }: { texture: WebGLTexture; width: number; height: number },
) {
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const values = new Float32Array(width * height);
  gl.readPixels(0, 0, width, height, gl.RED, gl.FLOAT, values);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.deleteFramebuffer(framebuffer);
  return values;
}
