/** A line around a track as a picture: the faster, the brighter. */
import type { LimitLine } from '../lap/limit.ts';
import { type Ring, type Track, trackBounds } from '../track/track.ts';
import { escaped } from './report-charts.ts';
import { viridisCss } from './viridis.ts';

/** Width of the picture and height of its legend, px; free floor around the track, m. */
const WIDTH = 800;
const LEGEND = 44;
const MARGIN = 0.3;
/** Length of line of one colour, m. */
const PIECE = 0.1;
const STOPS = [0, 0.25, 0.5, 0.75, 1];

/** SVG that needs nothing else. @param title what is shown, one line */
export function linePicture(track: Track, { count, points, spacing, speed }: LimitLine, title: string): string {
  const { minX, minY, maxX, maxY } = trackBounds(track, MARGIN);
  const scale = WIDTH / (maxX - minX);
  const height = Math.ceil((maxY - minY) * scale);
  const at = (x: number, y: number) => `${((x - minX) * scale).toFixed(1)} ${((maxY - y) * scale).toFixed(1)}`;
  const ring = ({ points: border, count: corners }: Ring) =>
    `M${Array.from({ length: corners }, (_, i) => at(border[2 * i], border[2 * i + 1])).join('L')}Z`;
  const low = Math.min(...speed);
  const high = Math.max(...speed);
  const every = Math.max(1, Math.round(PIECE / spacing));
  const pieces = Array.from({ length: Math.ceil(count / every) }, (_, k) => {
    const [from, to] = [k * every, Math.min(count, (k + 1) * every)];
    const path = Array.from({ length: to - from + 1 }, (_, i) => (from + i) % count);
    const colour = viridisCss((speed[from] - low) / (high - low || 1));
    const d = `M${path.map((i) => at(points[2 * i], points[2 * i + 1])).join('L')}`;
    return `<path d="${d}" stroke="${colour}"><title>${speed[from].toFixed(2)} m/s</title></path>`;
  });
  // Where the lap begins, and which way it goes.
  const [x, y] = [points[0], points[1]];
  const yaw = (-180 / Math.PI) * Math.atan2(points[3] - y, points[2] - x);
  const stops = STOPS.map((part) => `<stop offset="${part}" stop-color="${viridisCss(part)}"/>`).join('');
  const name = escaped(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height + LEGEND}" role="img" aria-label="${name}" font-family="system-ui, sans-serif" font-size="14" fill="#1d2429">
<title>${name}</title>
<defs><linearGradient id="speed">${stops}</linearGradient></defs>
<rect width="${WIDTH}" height="${height + LEGEND}" fill="#f4f5f2"/>
<path fill="#c9cdcb" stroke="#6b7478" stroke-width="1.5" fill-rule="evenodd" d="${ring(track.outer)}${ring(track.inner)}"/>
<g fill="none" stroke-width="5" stroke-linecap="round">
${pieces.join('\n')}
</g>
<path transform="translate(${at(x, y)}) rotate(${yaw.toFixed(1)})" fill="#ff5a36" stroke="#fff" d="M16 0L-8 -11V11Z"><title>start</title></path>
<rect x="16" y="${height + 12}" width="160" height="12" fill="url(#speed)"/>
<text x="16" y="${height + 38}">${low.toFixed(1)}</text>
<text x="176" y="${height + 38}" text-anchor="end">${high.toFixed(1)} m/s</text>
<text x="${WIDTH - 16}" y="${height + 24}" text-anchor="end">${name}</text>
</svg>
`;
}
