/**
 * The camera on the GPU: many cars' frames at once, drawn into tiles of one texture and pooled to what a network sees,
 * which stays there. It casts each pixel's ray as camera/cpu.ts does; tests/browser compares the two. The context is the
 * caller's: after each call its state is as {@link restoreState} leaves it.
 */
import type { Pose } from '../car/spec.ts';
import type { GroundPicture } from '../track/ground.ts';
import type { CameraTables } from './cpu.ts';
import { type Look, NOISE } from './look.ts';
import type { CameraModel } from './model.ts';
import {
  bindTexture,
  newGround,
  newProgram,
  newTable,
  newTarget,
  newTexture,
  type Program,
  restoreState,
  type Target,
  uploadLines,
} from './resources.webgl.ts';
import type { Scene, SceneBox } from './scene.ts';
import {
  BOX_TEXELS,
  DRAW_FRAGMENT,
  LOOK_FRAGMENT,
  POOL_FRAGMENT,
  ROW_TEXELS,
  TILE_VERTEX,
  VIEW_TEXELS,
  WHOLE_VERTEX,
} from './webgl-shaders.ts';

interface WebglCameraOptions {
  readonly camera: CameraModel;
  /** image rows above it are not drawn */
  readonly firstRow: number;
  /** side of the squares that are averaged, pixels */
  readonly pool: number;
  /** frames drawn at once */
  readonly batch: number;
  /** most things in a view */
  readonly boxes: number;
  /** views that can be set: `batch` for each set of frames that the caller wants to draw */
  readonly slots: number;
}

/** What a view's frame depends on in addition to its pose. */
interface WebglView {
  readonly tables: CameraTables;
  readonly scene: Scene;
  readonly look: Look | null;
}

interface WebglCamera {
  /** What network inputs are read from after `render`: R32F, `width` × `height`, frames one after the other. */
  readonly observations: { readonly texture: WebGLTexture; readonly width: number; readonly height: number };
  /** Says what slot `slot` shows. Allocates nothing but for views that were not there before. */
  set(slot: number, view: WebglView, pose: Pose, boxes: readonly SceneBox[], grain: number): void;
  /** Draws the `batch` slots from `first` on. */
  render(first: number): void;
  /** The greys of the frame drawn `place`-th, from `firstRow` down: for people and tests; it waits for the GPU. */
  readPicture(place: number): Uint8Array;
  dispose(): void;
}

interface Ground {
  readonly number: number;
  readonly texture: WebGLTexture;
}

/** Entries of a tone curve table: ten bands of 256. */
const CURVE = 2560;
/** Texels of a line of the observations' texture. */
const MAX_LINE = 2048;

/** @throws Error where the GPU cannot draw to floats, or a texture would be too large */
export function newWebglCamera(gl: WebGL2RenderingContext, options: WebglCameraOptions): WebglCamera {
  const { camera, firstRow, pool, batch, slots } = options;
  if (!gl.getExtension('EXT_color_buffer_float')) throw new Error('this GPU cannot draw to float textures');
  const tile = { width: camera.width, height: camera.height - firstRow };
  const across = Math.ceil(Math.sqrt(batch));
  const down = Math.ceil(batch / across);
  const observed = { width: Math.floor(tile.width / pool), height: Math.floor(tile.height / pool) };
  const lineWidth = observed.width * rowsPerLine(observed);
  const lines = (batch * observed.width * observed.height) / lineWidth;
  const largest = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  if (Math.max(across * tile.width, down * tile.height, lines, slots) > largest) {
    throw new Error(`${batch} cars are more than this GPU can draw at once; use fewer`);
  }

  const draw = newProgram(gl, TILE_VERTEX, DRAW_FRAGMENT);
  const look = newProgram(gl, TILE_VERTEX, LOOK_FRAGMENT);
  const poolProgram = newProgram(gl, WHOLE_VERTEX, POOL_FRAGMENT);
  const drawn = newTarget(gl, gl.R8, across * tile.width, down * tile.height);
  const looked = newTarget(gl, gl.R8, across * tile.width, down * tile.height);
  const pooled = newTarget(gl, gl.R32F, lineWidth, lines);
  const views = newTable(gl, VIEW_TEXELS, slots);
  const rowTable = newTable(gl, ROW_TEXELS * camera.height, slots);
  const boxTable = newTable(gl, BOX_TEXELS * Math.max(1, options.boxes), slots);
  const curves = newTexture(gl, gl.R8UI, CURVE, slots);
  const noise = newTexture(gl, gl.R8I, 256, 256);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, 256, gl.RED_INTEGER, gl.BYTE, NOISE);
  const identity = Uint8Array.from({ length: CURVE }, (_, i) => i & 255);
  const grounds = new Map<GroundPicture, Ground>();

  const groundOfSlot: (Ground | undefined)[] = Array.from({ length: slots });
  const known: (CameraTables | undefined)[] = Array.from({ length: slots });
  const looks: (Look | null | undefined)[] = Array.from({ length: slots });
  /** slot and place of each frame, grouped by ground */
  const instances = new Int32Array(2 * batch);
  const instanceBuffer = gl.createBuffer();
  const vertexArray = gl.createVertexArray();
  const plainVertexArray = gl.createVertexArray();
  gl.bindVertexArray(vertexArray);
  gl.bindBuffer(gl.ARRAY_BUFFER, instanceBuffer);
  gl.bufferData(gl.ARRAY_BUFFER, instances.byteLength, gl.DYNAMIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribDivisor(0, 1);
  restoreState(gl);
  let newest = drawn;

  const groundOf = ({ ground }: Scene): Ground => {
    const known = grounds.get(ground) ?? { number: grounds.size, texture: newGround(gl, ground, largest) };
    grounds.set(ground, known);
    return known;
  };
  const writeRows = (slot: number, { rows }: CameraTables): void => {
    const at = slot * rowTable.stride;
    rows.forEach(({ forward, up, level, tapAhead, tapStep }, row) => {
      const to = at + 4 * ROW_TEXELS * row;
      rowTable.values.set([forward, up, level, tapAhead.length], to);
      rowTable.values.set(tapAhead, to + 4);
      rowTable.values.set(tapStep, to + 8);
    });
    uploadLines(gl, rowTable, slot, 1);
  };
  const writeCurve = (slot: number, curve: Uint8Array): void => {
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.bindTexture(gl.TEXTURE_2D, curves);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, slot, curve.length, 1, gl.RED_INTEGER, gl.UNSIGNED_BYTE, curve);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
  };
  const writeBoxes = (slot: number, boxes: readonly SceneBox[], pose: Pose, lensX: number, lensY: number): void => {
    const { values, stride } = boxTable;
    for (let k = 0; k < boxes.length; k++) {
      const { x, y, cosYaw, sinYaw, length, width, height, grey, skirtGrey } = boxes[k];
      const at = slot * stride + 4 * BOX_TEXELS * k;
      const dx = x - lensX;
      const dy = y - lensY;
      values[at] = dx;
      values[at + 1] = dy;
      values[at + 2] = cosYaw;
      values[at + 3] = sinYaw;
      values[at + 4] = length;
      values[at + 5] = width;
      values[at + 6] = height;
      values[at + 8] = grey;
      values[at + 9] = skirtGrey;
      values[at + 10] = dx * pose.cosYaw + dy * pose.sinYaw;
    }
  };
  /** Writes `instances`, cars on one track one after the other. @returns whether any frame needs the second pass */
  const arrange = (first: number): boolean => {
    let isLooked = false;
    for (let place = 0; place < batch; place++) {
      const slot = first + place;
      const number = groundOfSlot[slot]?.number ?? -1;
      let at = place;
      while (at > 0 && (groundOfSlot[instances[2 * at - 2]]?.number ?? -1) > number) {
        instances.copyWithin(2 * at, 2 * at - 2, 2 * at);
        at--;
      }
      instances[2 * at] = slot;
      instances[2 * at + 1] = place;
      isLooked ||= Boolean(looks[slot]);
    }
    return isLooked;
  };
  const begin = (program: Program, target: Target): void => {
    gl.useProgram(program.program);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    gl.viewport(0, 0, target.width, target.height);
    gl.uniform2i(program.at('tiles'), across, down);
    gl.uniform2i(program.at('tileSize'), tile.width, tile.height);
  };

  return {
    observations: { texture: pooled.texture, width: lineWidth, height: lines },

    set(slot, { tables, scene, look: wanted }, pose, boxes, grain) {
      if (known[slot] !== tables) writeRows(slot, tables);
      if (looks[slot] !== wanted) writeCurve(slot, wanted?.curve ?? identity);
      known[slot] = tables;
      looks[slot] = wanted;
      groundOfSlot[slot] = groundOf(scene);
      const { values, stride } = views;
      const { room, ground } = scene;
      const own = tables.camera;
      const lensX = pose.x + own.forward * pose.cosYaw;
      const lensY = pose.y + own.forward * pose.sinYaw;
      const [{ width, height }] = ground.levels;
      let to = slot * stride;
      values[to++] = lensX;
      values[to++] = lensY;
      values[to++] = pose.cosYaw;
      values[to++] = pose.sinYaw;
      values[to++] = own.up;
      values[to++] = tables.lens.focal;
      values[to++] = scene.barrierHeight;
      values[to++] = boxes.length;
      values[to++] = room.minX;
      values[to++] = room.minY;
      values[to++] = room.maxX;
      values[to++] = room.maxY;
      values[to++] = scene.barrierGreyX;
      values[to++] = scene.barrierGreyY;
      values[to++] = scene.skyGrey;
      values[to++] = ground.floorGrey;
      values[to++] = ground.minX;
      values[to++] = ground.minY;
      values[to++] = width;
      values[to++] = height;
      values[to++] = wanted?.blur ?? 0;
      values[to++] = wanted?.noise ?? 0;
      values[to++] = grain & 0xffff;
      writeBoxes(slot, boxes, pose, lensX, lensY);
    },

    render(first) {
      gl.disable(gl.SCISSOR_TEST);
      gl.disable(gl.CULL_FACE);
      uploadLines(gl, views, first, batch);
      if (options.boxes > 0) uploadLines(gl, boxTable, first, batch);
      const isLooked = arrange(first);
      gl.bindVertexArray(vertexArray);
      gl.bindBuffer(gl.ARRAY_BUFFER, instanceBuffer);
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, instances);

      begin(draw, drawn);
      bindTexture(gl, draw, 'views', views.texture, 0);
      bindTexture(gl, draw, 'rowTable', rowTable.texture, 1);
      bindTexture(gl, draw, 'boxes', boxTable.texture, 2);
      gl.uniform1i(draw.at('firstRow'), firstRow);
      gl.uniform1f(draw.at('middle'), (camera.width - 1) / 2);
      for (let i = 0; i < batch; ) {
        const ground = groundOfSlot[instances[2 * i]];
        let end = i + 1;
        while (end < batch && groundOfSlot[instances[2 * end]] === ground) end++;
        if (ground) {
          bindTexture(gl, draw, 'ground', ground.texture, 3);
          gl.vertexAttribIPointer(0, 2, gl.INT, 8, 8 * i);
          gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, end - i);
        }
        i = end;
      }
      if (isLooked) {
        begin(look, looked);
        bindTexture(gl, look, 'views', views.texture, 0);
        bindTexture(gl, look, 'drawn', drawn.texture, 1);
        bindTexture(gl, look, 'curves', curves, 2);
        bindTexture(gl, look, 'noise', noise, 3);
        gl.vertexAttribIPointer(0, 2, gl.INT, 8, 0);
        gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, batch);
      }
      newest = isLooked ? looked : drawn;

      begin(poolProgram, pooled);
      gl.bindVertexArray(plainVertexArray);
      bindTexture(gl, poolProgram, 'pictures', newest.texture, 0);
      gl.uniform2i(poolProgram.at('observed'), observed.width, observed.height);
      gl.uniform1i(poolProgram.at('pool'), pool);
      gl.uniform1i(poolProgram.at('lineWidth'), lineWidth);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
      restoreState(gl);
    },

    readPicture(place) {
      const rgba = new Uint8Array(4 * tile.width * tile.height);
      gl.bindFramebuffer(gl.FRAMEBUFFER, newest.framebuffer);
      const [x, y] = [(place % across) * tile.width, Math.floor(place / across) * tile.height];
      gl.readPixels(x, y, tile.width, tile.height, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
      return Uint8Array.from({ length: tile.width * tile.height }, (_, i) => rgba[4 * i]);
    },

    dispose() {
      for (const { texture, framebuffer } of [drawn, looked, pooled]) {
        gl.deleteTexture(texture);
        gl.deleteFramebuffer(framebuffer);
      }
      for (const texture of [views.texture, rowTable.texture, boxTable.texture, curves, noise]) {
        gl.deleteTexture(texture);
      }
      for (const { texture } of grounds.values()) gl.deleteTexture(texture);
      for (const { program } of [draw, look, poolProgram]) gl.deleteProgram(program);
      gl.deleteBuffer(instanceBuffer);
      gl.deleteVertexArray(vertexArray);
      gl.deleteVertexArray(plainVertexArray);
    },
  };
}

/** Image rows in a line of the observations' texture: as many as divide a frame evenly and keep lines within reach. */
function rowsPerLine({ width, height }: { width: number; height: number }): number {
  let rows = height;
  while (rows > 1 && (height % rows !== 0 || rows * width > MAX_LINE)) rows--;
  return rows;
}
