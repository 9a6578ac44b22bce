/** The frames of all cars, drawn by the GPU that learns from them: they become tensors without leaving it. */
import * as tf from '@tensorflow/tfjs-core';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { newWebglCamera } from '../camera/webgl.ts';
import { type Architecture, observationShape } from '../policy/architecture.ts';
import { grainOf } from '../sim/environment.ts';
import type { ObjectGroup } from '../sim/traffic.ts';
import type { FrameSource } from './tensor-learner.ts';

/** @param gl context of the back end in use @throws Error where the GPU cannot draw so many cars */
export function webglFrames(
  gl: WebGL2RenderingContext,
  architecture: Architecture,
  cars: number,
  objects: readonly ObjectGroup[],
): FrameSource {
  const { height, width } = observationShape(architecture, DEEPRACER_CAMERA);
  const camera = newWebglCamera(gl, {
    camera: DEEPRACER_CAMERA,
    firstRow: architecture.cropTop,
    pool: architecture.pool,
    batch: cars,
    slots: 2 * cars,
    boxes: objects.reduce((sum, { count }) => sum + count, 0),
  });
  return {
    painter(environment, i, isLast) {
      const { car, traffic } = environment.episodes[i];
      const slot = isLast ? cars + i : i;
      camera.set(slot, environment.views[i], car.pose, traffic.objects, grainOf(environment, i));
    },
    frames(areLast) {
      camera.render(areLast ? cars : 0);
      return tf.tensor({ ...camera.observations, channels: 'R' }, [cars, height, width, 1]);
    },
  };
}
