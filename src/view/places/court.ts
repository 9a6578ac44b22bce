/** Lines of court games on the floor of a hall, worn by use. They lie under the road, and are faint inside the barrier. */
import { addLine } from './marks.ts';
import { frameAt } from './shapes.ts';
import type { Site } from './site.ts';

const LINE = 0.05;
/** How much of a line is left outside the barrier, and inside, where the policy's cameras see plain floor. */
const OUTSIDE = 0.6;
const INSIDE = 0.1;

export function addCourtLines({ marks, room, walls }: Site): void {
  const [x, y] = [(walls.minX + walls.maxX) / 2, (walls.minY + walls.maxY) / 2];
  const [width, depth] = [walls.maxX - walls.minX, walls.maxY - walls.minY];
  const isWide = width >= depth;
  // u along the court.
  const frame = frameAt(x, y, isWide ? 0 : Math.PI / 2);
  const [length, breadth] = isWide ? [width, depth] : [depth, width];
  const opacityAt = (px: number, py: number) =>
    px > room.minX && px < room.maxX && py > room.minY && py < room.maxY ? INSIDE : OUTSIDE;
  const draw = (points: readonly (readonly [number, number])[], paint: string) => {
    addLine(marks, frame, split(points), LINE, paint, opacityAt);
  };
  const [a, b] = [length / 2 - 1.6, breadth / 2 - 1.9];
  draw(rectangle(a, b), '#f4f2ea');
  draw(
    [
      [0, -b],
      [0, b],
    ],
    '#f4f2ea',
  );
  draw(arc(0, 0, Math.min(1.8, 0.4 * b), 0, 2 * Math.PI), '#f4f2ea');
  for (const side of [-1, 1]) {
    const reach = Math.min(4.2, 0.75 * b);
    const from = side < 0 ? -Math.PI / 2 : Math.PI / 2;
    draw(arc(side * a, 0, reach, from, from + Math.PI), '#e8b93a');
    const key = 0.45 * reach;
    draw(
      [
        [side * a, -key],
        [side * (a - 1.2 * reach), -key],
        [side * (a - 1.2 * reach), key],
        [side * a, key],
      ],
      '#dd5533',
    );
  }
  draw(rectangle(Math.min(a - 0.5, 6.7), Math.min(b - 0.4, 3.05)), '#3f7fb5');
}

type Points = readonly (readonly [number, number])[];

function rectangle(a: number, b: number): Points {
  return [
    [-a, -b],
    [a, -b],
    [a, b],
    [-a, b],
    [-a, -b],
  ];
}

function arc(u: number, w: number, radius: number, from: number, to: number): Points {
  const steps = Math.ceil((Math.abs(to - from) * radius) / 0.2);
  return Array.from({ length: steps + 1 }, (_, k) => {
    const angle = from + ((to - from) * k) / steps;
    return [u + radius * Math.cos(angle), w + radius * Math.sin(angle)] as const;
  });
}

/** In steps, so that each can be as worn as its place. */
function split(points: Points): Points {
  return points.flatMap(([u, w], k): Points => {
    const [nextU, nextW] = points[k + 1] ?? [u, w];
    const steps = Math.max(1, Math.ceil(Math.hypot(nextU - u, nextW - w) / 0.3));
    return Array.from({ length: steps }, (_, i) => [u + ((nextU - u) * i) / steps, w + ((nextW - w) * i) / steps] as const);
  });
}
