/** What the GPU camera asks of WebGL: programs, textures, targets. */
import { type GroundPicture, LEVELS } from '../track/ground.ts';

export interface Program {
  readonly program: WebGLProgram;
  /** Location of a uniform. */
  at(name: string): WebGLUniformLocation | null;
}

/** @throws Error with the compiler's words: a bug here or in the driver */
export function newProgram(gl: WebGL2RenderingContext, vertex: string, fragment: string): Program {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind) as WebGLShader;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) {
      throw new Error(`the GPU camera's shader does not compile: ${gl.getShaderInfoLog(shader)}`);
    }
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.bindAttribLocation(program, 0, 'slotAndPlace');
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`the GPU camera's shaders do not link: ${gl.getProgramInfoLog(program)}`);
  }
  const locations = new Map<string, WebGLUniformLocation | null>();
  return {
    program,
    at(name) {
      if (!locations.has(name)) locations.set(name, gl.getUniformLocation(program, name));
      return locations.get(name) as WebGLUniformLocation | null;
    },
  };
}

/** A texture without filter; it stays bound. */
export function newTexture(gl: WebGL2RenderingContext, format: number, width: number, height: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return texture;
}

export interface Target {
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
  readonly width: number;
  readonly height: number;
}

export function newTarget(gl: WebGL2RenderingContext, format: number, width: number, height: number): Target {
  const texture = newTexture(gl, format, width, height);
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  return { texture, framebuffer, width, height };
}

/** Numbers for shaders: a line of `texels` × 4 floats for each of `lines`. */
interface Table {
  readonly texture: WebGLTexture;
  readonly values: Float32Array;
  /** floats per line */
  readonly stride: number;
}

export function newTable(gl: WebGL2RenderingContext, texels: number, lines: number): Table {
  const texture = newTexture(gl, gl.RGBA32F, texels, lines);
  return { texture, values: new Float32Array(4 * texels * lines), stride: 4 * texels };
}

/** Uploads `count` lines of a table from `first` on. */
export function uploadLines(
  gl: WebGL2RenderingContext,
  { texture, values, stride }: Table,
  first: number,
  count: number,
): void {
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const part = values.subarray(first * stride, (first + count) * stride);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, first, stride / 4, count, gl.RGBA, gl.FLOAT, part);
}

/** A ground picture with all its levels: the mean of four is what its own pyramid holds, too. */
export function newGround(gl: WebGL2RenderingContext, { levels }: GroundPicture, largest: number): WebGLTexture {
  const [{ width, height }] = levels;
  if (Math.max(width, height) > largest) {
    throw new Error(`this GPU holds textures of ${largest} texels a side; the track needs ${Math.max(width, height)}`);
  }
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, LEVELS, gl.R8, width, height);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  levels.forEach((level, k) => {
    gl.texSubImage2D(gl.TEXTURE_2D, k, 0, 0, level.width, level.height, gl.RED, gl.UNSIGNED_BYTE, level.greys);
  });
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return texture;
}

export function bindTexture(
  gl: WebGL2RenderingContext,
  program: Program,
  name: string,
  texture: WebGLTexture,
  unit: number,
): void {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.uniform1i(program.at(name), unit);
}

/**
 * What TensorFlow.js expects of a context that it shares: it sets these once and never again
 * (tfjs-backend-webgl, canvas_util.ts). All else it sets before each use.
 */
export function restoreState(gl: WebGL2RenderingContext): void {
  gl.bindVertexArray(null);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.activeTexture(gl.TEXTURE0);
  gl.enable(gl.SCISSOR_TEST);
  gl.enable(gl.CULL_FACE);
}
