/** A track in Braille dots, with cars on it: two dots across and four down per character. */
import { type Ring, type Track, trackBounds } from '../track/track.ts';

// Braille's dot numbers by row and column of a character.
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
const STEP = 0.03;

interface MapCar {
  readonly x: number;
  readonly y: number;
  /** one character */
  readonly mark: string;
}

/** The map as lines of text, at most `columns` wide and `rows` high. */
export function drawMap(track: Track, columns: number, rows: number, cars: readonly MapCar[] = []): string[] {
  const { minX, minY, maxX, maxY } = trackBounds(track, 0.1);
  const scale = Math.min((2 * columns - 1) / (maxX - minX), (4 * rows - 1) / (maxY - minY));
  const width = Math.ceil(((maxX - minX) * scale + 1) / 2);
  const height = Math.ceil(((maxY - minY) * scale + 1) / 4);
  const cells = Array.from({ length: height }, () => new Uint8Array(width));
  const plot = (x: number, y: number): void => {
    const column = Math.round((x - minX) * scale);
    const row = Math.round((maxY - y) * scale);
    cells[row >> 2][column >> 1] |= DOTS[row & 3][column & 1];
  };
  plotRing(track.inner, plot);
  plotRing(track.outer, plot);
  const lines = cells.map((line) => Array.from(line, (dots) => String.fromCharCode(0x2800 + dots)));
  for (const { x, y, mark } of cars) {
    const line = lines[Math.round((maxY - y) * scale) >> 2];
    const column = Math.round((x - minX) * scale) >> 1;
    if (line && column >= 0 && column < line.length) line[column] = mark;
  }
  return lines.map((line) => line.join(''));
}

function plotRing({ points, arc, count }: Ring, plot: (x: number, y: number) => void): void {
  for (let i = 0; i + 1 < count; i++) {
    const steps = Math.ceil((arc[i + 1] - arc[i]) / STEP);
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      plot(
        points[2 * i] + t * (points[2 * i + 2] - points[2 * i]),
        points[2 * i + 1] + t * (points[2 * i + 3] - points[2 * i + 1]),
      );
    }
  }
}
