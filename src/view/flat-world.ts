/** The world seen from above on a 2D canvas, for browsers without WebGL 2: the track, the cars, what stands on the road. */
import { type CarShape, DEEPRACER_SHAPE } from '../car/spec.ts';
import { type Bounds, type Ring, type Track, trackBounds } from '../track/track.ts';
import { viridis } from '../ui/viridis.ts';
import { CAR_COLOURS } from './car-colours.ts';
import type { FleetCar, FleetThing } from './fleet.ts';
import { type Heat, type HeatMap, heatRange } from './heat.ts';
import type { Path } from './path-lines.ts';
import type { World } from './world.ts';

/** Empty floor around the track, m. */
const MARGIN = 0.5;
const BOX = { length: 0.4, width: 0.3 };
const FOLLOWED = '#ff5a36';
/** A car is picked so near to its middle, CSS px. */
const PICK_RADIUS = 18;
/** Cars shorter than this have no number, CSS px. */
const NUMBER_LENGTH = 14;
/** Short of this, a car is drawn larger than it is: CSS px. */
const LEAST_LENGTH = 12;

/** Metres to CSS pixels, y up; turned a quarter counter-clockwise where that fits the window better. */
interface Sheet {
  readonly scale: number;
  readonly isTurned: boolean;
  readonly offsetX: number;
  readonly offsetY: number;
}

export function newFlatWorld(canvas: HTMLCanvasElement): World {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser cannot draw at all');
  const ground = document.createElement('canvas');
  const heatPicture = document.createElement('canvas');
  let track: Track | undefined;
  let bounds: Bounds = { minX: -5, minY: -3, maxX: 5, maxY: 3 };
  let shapes: readonly CarShape[] = [];
  let paths: readonly Path[] = [];
  let heatBounds: Bounds | undefined;
  let size = { width: 1, height: 1 };
  let sheet = sheetFor(bounds, size);
  let drawn: readonly FleetCar[] = [];
  let touched = performance.now();
  const touch = () => {
    touched = performance.now();
  };

  const drawGround = (): void => {
    sheet = sheetFor(bounds, size);
    ground.width = canvas.width;
    ground.height = canvas.height;
    const to = ground.getContext('2d');
    if (!to) return;
    const pixels = canvas.width / size.width;
    to.scale(pixels, pixels);
    to.fillStyle = track?.surface.floor.colour ?? '#444';
    to.fillRect(0, 0, size.width, size.height);
    if (track) paintTrack(to, track, sheet);
  };

  return {
    canvas,
    renderer: '2D',
    isFlat: true,
    quality: 'software',
    get touched() {
      return touched;
    },
    setTrack(next) {
      touch();
      track = next;
      bounds = trackBounds(next, MARGIN);
      heatBounds = undefined;
      drawGround();
    },
    setCars(next) {
      touch();
      shapes = next;
    },
    setViewpoint() {},
    setSparing() {},
    setDrift() {},
    turn() {},
    showHeat(map, heat) {
      if (map || heatBounds) touch();
      heatBounds = map?.bounds;
      if (map) paintHeat(heatPicture, map, heat);
    },
    showPaths(next) {
      touch();
      paths = next;
    },
    draw(cars, things, followed) {
      drawn = cars;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.drawImage(ground, 0, 0);
      const pixels = canvas.width / size.width;
      context.setTransform(pixels, 0, 0, pixels, 0, 0);
      if (heatBounds) drawHeat(context, heatPicture, heatBounds, sheet);
      for (const path of paths) strokePath(context, path, sheet);
      for (const thing of things) drawThing(context, thing, sheet);
      cars.forEach((car, i) => {
        drawCar(context, car, shapes[i] ?? DEEPRACER_SHAPE, i, cars.length > 1 && i === followed, sheet);
      });
    },
    pick(x, y) {
      let nearest = -1;
      let least = PICK_RADIUS;
      drawn.forEach((car, i) => {
        const [px, py] = place(sheet, car.x, car.y);
        const distance = Math.hypot(px - x, py - y);
        if (distance < least) [nearest, least] = [i, distance];
      });
      return nearest;
    },
    resize(width, height) {
      touch();
      size = { width: Math.max(1, width), height: Math.max(1, height) };
      const pixels = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = Math.round(size.width * pixels);
      canvas.height = Math.round(size.height * pixels);
      drawGround();
    },
    dispose() {},
  };
}

function sheetFor({ minX, minY, maxX, maxY }: Bounds, { width, height }: { width: number; height: number }): Sheet {
  const [across, along] = [maxX - minX, maxY - minY];
  const isTurned = across > along !== width > height;
  const [w, h] = isTurned ? [along, across] : [across, along];
  const scale = Math.min(width / w, height / h);
  const [middleX, middleY] = [(minX + maxX) / 2, (minY + maxY) / 2];
  const [u, v] = isTurned ? [-middleY, -middleX] : [middleX, -middleY];
  return { scale, isTurned, offsetX: width / 2 - scale * u, offsetY: height / 2 - scale * v };
}

function place({ scale, isTurned, offsetX, offsetY }: Sheet, x: number, y: number): [number, number] {
  return isTurned ? [offsetX - scale * y, offsetY - scale * x] : [offsetX + scale * x, offsetY - scale * y];
}

/** Moves the context to a place, its x axis ahead. */
function frame(context: CanvasRenderingContext2D, sheet: Sheet, x: number, y: number, yaw: number): void {
  const [px, py] = place(sheet, x, y);
  context.translate(px, py);
  context.rotate(-yaw - (sheet.isTurned ? Math.PI / 2 : 0));
}

function trace(context: CanvasRenderingContext2D, sheet: Sheet, { points, count }: Pick<Ring, 'points' | 'count'>): void {
  for (let i = 0; i < count; i++) {
    const [x, y] = place(sheet, points[2 * i], points[2 * i + 1]);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

function paintTrack(context: CanvasRenderingContext2D, { surface, inner, outer, centre }: Track, sheet: Sheet): void {
  const { road, border, dash } = surface;
  context.lineJoin = 'round';
  context.beginPath();
  trace(context, sheet, outer);
  trace(context, sheet, inner);
  context.fillStyle = road.colour;
  context.fill('evenodd');
  context.strokeStyle = border.colour;
  context.lineWidth = Math.max(1, 0.05 * sheet.scale);
  context.stroke();
  context.beginPath();
  trace(context, sheet, centre);
  context.strokeStyle = dash.colour;
  context.lineWidth = Math.max(0.75, 0.025 * sheet.scale);
  context.setLineDash([0.2 * sheet.scale, 0.2 * sheet.scale]);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...place(sheet, inner.points[0], inner.points[1]));
  context.lineTo(...place(sheet, outer.points[0], outer.points[1]));
  context.strokeStyle = FOLLOWED;
  context.lineWidth = Math.max(2, 0.06 * sheet.scale);
  context.stroke();
}

function paintHeat(picture: HTMLCanvasElement, map: HeatMap, heat: Heat): void {
  const { columns, rows, known, values } = map;
  picture.width = columns;
  picture.height = rows;
  const context = picture.getContext('2d');
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const { low, high } = heatRange(map, heat);
  for (let at = 0; at < known.length; at++) {
    const isShown = known[at] && (heat !== 'exits' || values.exits[at] > 0.05);
    // The map's first row is at the bottom.
    const row = rows - 1 - Math.floor(at / columns);
    const to = 4 * (row * columns + (at % columns));
    if (isShown) image.data.set([...viridis((values[heat][at] - low) / (high - low)), 200], to);
  }
  context.putImageData(image, 0, 0);
}

function drawHeat(context: CanvasRenderingContext2D, picture: HTMLCanvasElement, bounds: Bounds, sheet: Sheet): void {
  const { minX, minY, maxX, maxY } = bounds;
  const [width, height] = [(maxX - minX) * sheet.scale, (maxY - minY) * sheet.scale];
  context.save();
  frame(context, sheet, (minX + maxX) / 2, (minY + maxY) / 2, 0);
  context.drawImage(picture, -width / 2, -height / 2, width, height);
  context.restore();
}

function strokePath(context: CanvasRenderingContext2D, { x, y, count, colour }: Path, sheet: Sheet): void {
  context.beginPath();
  for (let i = 0; i < count; i++) {
    const at = place(sheet, x[i], y[i]);
    if (i === 0) context.moveTo(...at);
    else context.lineTo(...at);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.stroke();
}

function drawThing(context: CanvasRenderingContext2D, { x, y, yaw, isBot }: FleetThing, sheet: Sheet): void {
  const { length, width } = isBot ? DEEPRACER_SHAPE.body : BOX;
  context.save();
  frame(context, sheet, x, y, yaw);
  context.fillStyle = isBot ? '#8b9096' : '#d8c7a8';
  context.strokeStyle = '#26292d';
  context.lineWidth = 1;
  const [l, w] = [length * sheet.scale, width * sheet.scale];
  context.fillRect(-l / 2, -w / 2, l, w);
  context.strokeRect(-l / 2, -w / 2, l, w);
  context.restore();
}

function drawCar(
  context: CanvasRenderingContext2D,
  { x, y, yaw }: FleetCar,
  { body }: CarShape,
  number: number,
  isFollowed: boolean,
  sheet: Sheet,
): void {
  const length = Math.max(LEAST_LENGTH, body.length * sheet.scale);
  const width = (length * body.width) / body.length;
  context.save();
  frame(context, sheet, x, y, yaw);
  if (isFollowed) {
    context.beginPath();
    context.arc(0, 0, 0.9 * length, 0, 2 * Math.PI);
    context.strokeStyle = FOLLOWED;
    context.lineWidth = 2.5;
    context.stroke();
  }
  context.fillStyle = CAR_COLOURS[number % CAR_COLOURS.length];
  context.strokeStyle = '#14171b';
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(-length / 2, -width / 2, length, width, width / 4);
  context.fill();
  context.stroke();
  // The windscreen, so that one sees which end is the front.
  context.fillStyle = '#14171b';
  context.fillRect(0.12 * length, -0.32 * width, 0.14 * length, 0.64 * width);
  if (length >= NUMBER_LENGTH) {
    context.fillStyle = '#ffffff';
    context.font = `700 ${Math.round(0.62 * width)}px ui-monospace, monospace`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(number + 1), -0.14 * length, 0);
  }
  context.restore();
}
