/** TensorFlow.js's WebGL back end on a context of the caller's, which may then draw what tensors are made of. */
import { GPGPUContext, MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../math/error.ts';
import { isSoftware, rendererName } from './renderer.webgl.ts';

export interface Gpu {
  readonly gl: WebGL2RenderingContext;
  /** as the browser calls it; empty where it does not say */
  readonly name: string;
  /** there is no GPU: the CPU plays one */
  readonly isSoftware: boolean;
}

const NAME = 'webgl-shared';
const FIX = 'train on the CPU (wasm) instead';

/** What draws in this browser. @throws UserError where there is no WebGL 2, or none that computes with 32-bit floats */
export function openGpu(): Gpu {
  const canvas = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1);
  const gl = canvas?.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
  }) as WebGL2RenderingContext | null;
  if (!gl) throw new UserError('the GPU', 'WebGL 2', 'is not there for workers in this browser', FIX);
  if (!gl.getExtension('EXT_color_buffer_float')) {
    throw new UserError('the GPU', 'WebGL 2', 'cannot compute with 32-bit floats here', FIX);
  }
  const name = rendererName(gl);
  return { gl, name, isSoftware: isSoftware(name) };
}

/** TensorFlow.js has one registry for all: so has each back end one context. */
let started: WebGL2RenderingContext | undefined;

/** Makes WebGL the back end in use. @throws UserError where it computes with too few bits */
export async function startWebgl({ gl }: Gpu): Promise<void> {
  if (started !== gl) {
    setWebGLContext(2, gl);
    tf.env().set('WEBGL_VERSION', 2);
    tf.env().set('HAS_WEBGL', true);
    // Phones offer 16-bit floats, which cannot learn.
    tf.env().set('WEBGL_FORCE_F16_TEXTURES', false);
    tf.registerBackend(NAME, () => new MathBackendWebGL(new GPGPUContext(gl)), 10);
    tf.copyRegisteredKernels('webgl', NAME);
    started = gl;
  }
  if (!(await tf.setBackend(NAME))) throw new UserError('the GPU', 'WebGL 2', 'could not be started', FIX);
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE')) {
    throw new UserError('the GPU', 'WebGL 2', 'cannot compute with 32-bit floats here', FIX);
  }
}
