/** The limit's line as people take it elsewhere: as a list, and in a reward function. */
import { withLine } from '../reward/racing-line.ts';
import type { Limit } from './limit.ts';

/** Points of the written list lie so far apart, m. */
const LIST_SPACING = 0.2;

export type LinePoint = readonly [x: number, y: number, speed: number];

export function listOf({ line: { count, points, spacing, speed } }: Limit): LinePoint[] {
  const every = Math.max(1, Math.round(LIST_SPACING / spacing));
  const round = (value: number) => Number(value.toFixed(3));
  return Array.from({ length: Math.floor(count / every) }, (_, k): LinePoint => {
    const i = k * every;
    return [round(points[2 * i]), round(points[2 * i + 1]), round(speed[i])];
  });
}

/** The library's racing-line function with this line in it. @param text in Python or TypeScript */
export function withLimitLine(text: string, limit: Limit): string {
  return withLine(
    text,
    listOf(limit).flatMap((point) => point.slice(0, 2)),
  );
}
