/** Tracks as SVG: a thumbnail for people to choose from, and a floor plan to tape a real one by. */
import { trackDifficulty } from './difficulty.ts';
import type { Bounds, Ring, Track } from './track.ts';
import { trackBounds } from './track.ts';

/** Side of a thumbnail, px, and the empty floor around the track, m. */
const THUMBNAIL_WIDTH = 320;
const THUMBNAIL_MARGIN = 0.35;

interface Sheet {
  readonly bounds: Bounds;
  /** user units per metre */
  readonly scale: number;
}

/** The track in its own colours, seen from above, y up; the start is a bar across the road. */
export function thumbnailSvg(track: Track): string {
  const bounds = trackBounds(track, THUMBNAIL_MARGIN);
  const sheet: Sheet = { bounds, scale: THUMBNAIL_WIDTH / (bounds.maxX - bounds.minX) };
  const height = Math.ceil((bounds.maxY - bounds.minY) * sheet.scale);
  const { floor, road, border, dash } = track.surface;
  const tape = (0.05 * sheet.scale).toFixed(2);
  const dashes = (0.2 * sheet.scale).toFixed(2);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${THUMBNAIL_WIDTH} ${height}" role="img">
<title>${track.name}</title>
<rect width="${THUMBNAIL_WIDTH}" height="${height}" rx="8" fill="${floor.colour}"/>
<path fill="${road.colour}" fill-rule="evenodd" d="${outline(sheet, track.outer)}${outline(sheet, track.inner)}"/>
<path fill="none" stroke="${border.colour}" stroke-width="${tape}" d="${outline(sheet, track.outer)}${outline(sheet, track.inner)}"/>
<path fill="none" stroke="${dash.colour}" stroke-width="${(0.025 * sheet.scale).toFixed(2)}" stroke-dasharray="${dashes}" d="${outline(sheet, track.centre)}"/>
<path stroke="#ff5a36" stroke-width="${(0.08 * sheet.scale).toFixed(2)}" d="${startLine(sheet, track)}"/>
</svg>
`;
}

/** A cell of a page of tracks, px, and cells in a row. */
const CELL = 200;
const CELL_MARGIN = 10;
const COLUMNS = 8;

/** Thumbnails side by side, in rows, with name, length and difficulty below each. */
export function pageSvg(tracks: readonly Track[]): string {
  const side = CELL - 2 * CELL_MARGIN;
  const cells = tracks.map((track, i) => {
    const [x, y] = [(i % COLUMNS) * CELL + CELL_MARGIN, Math.floor(i / COLUMNS) * CELL + CELL_MARGIN];
    const picture = thumbnailSvg(track).replace('<svg ', `<svg x="${x}" y="${y}" width="${side}" height="${side - 16}" `);
    const text = `${track.name}: ${track.length.toFixed(0)} m, difficulty ${trackDifficulty(track).toFixed(2)}`;
    return `${picture}<text x="${x + side / 2}" y="${y + side}" text-anchor="middle">${text}</text>`;
  });
  const [width, height] = [Math.min(COLUMNS, tracks.length) * CELL, Math.ceil(tracks.length / COLUMNS) * CELL];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="9">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${cells.join('\n')}
</svg>
`;
}

interface PlanFigures {
  /** floor that the track itself needs, and the room with its barriers, m */
  readonly floor: { readonly width: number; readonly height: number };
  readonly room: { readonly width: number; readonly height: number };
  /** white tape for both borders and yellow tape for the dashes, m */
  readonly borderTape: number;
  readonly dashTape: number;
}

/** Free floor around a real track, m: DeepRacer's guide wants barriers two feet or more away. */
const RUN_OFF = 0.6;
/** Corners to tape by are this far apart along the borders, m. */
const PLAN_STEP = 0.6;
/** User units per metre of a plan. */
const PLAN_SCALE = 100;

export function planFigures(track: Track): PlanFigures {
  const size = (margin: number) => {
    const { minX, minY, maxX, maxY } = trackBounds(track, margin);
    return { width: maxX - minX, height: maxY - minY };
  };
  const lengthOf = ({ arc, count }: Ring) => arc[count - 1];
  return {
    floor: size(0),
    room: size(RUN_OFF),
    borderTape: lengthOf(track.inner) + lengthOf(track.outer),
    dashTape: track.length / 2,
  };
}

/** A floor plan on a grid of one metre, tape points with their distances from the room's lower left corner. */
export function planSvg(track: Track): string {
  const bounds = trackBounds(track, RUN_OFF);
  const sheet: Sheet = { bounds, scale: PLAN_SCALE };
  const width = (bounds.maxX - bounds.minX) * PLAN_SCALE;
  const height = (bounds.maxY - bounds.minY) * PLAN_SCALE;
  const { room, borderTape, dashTape } = planFigures(track);
  const caption = `${track.name}: room ${room.width.toFixed(2)} × ${room.height.toFixed(2)} m, ${borderTape.toFixed(0)} m of white tape, ${dashTape.toFixed(0)} m of yellow`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -40 ${width.toFixed(0)} ${(height + 40).toFixed(0)}" font-family="sans-serif">
<text x="0" y="-12" font-size="24">${caption}</text>
<rect width="${width.toFixed(0)}" height="${height.toFixed(0)}" fill="#fff" stroke="#000"/>
<path stroke="#ccc" d="${grid(width, height)}"/>
<path fill="none" stroke="#000" stroke-width="5" d="${outline(sheet, track.outer)}${outline(sheet, track.inner)}"/>
<path fill="none" stroke="#a80" stroke-width="2.5" stroke-dasharray="20" d="${outline(sheet, track.centre)}"/>
<path stroke="#f30" stroke-width="4" d="${startLine(sheet, track)}"/>
<g font-size="9">
${[track.outer, track.inner].flatMap((ring) => tapePoints(sheet, ring)).join('\n')}
</g>
</svg>
`;
}

function place({ bounds, scale }: Sheet, x: number, y: number): string {
  return `${((x - bounds.minX) * scale).toFixed(1)} ${((bounds.maxY - y) * scale).toFixed(1)}`;
}

function outline(sheet: Sheet, { points, count }: Ring): string {
  const corners = Array.from({ length: count - 1 }, (_, i) => place(sheet, points[2 * i], points[2 * i + 1]));
  return `M${corners.join('L')}Z`;
}

function startLine(sheet: Sheet, { inner, outer }: Track): string {
  return `M${place(sheet, inner.points[0], inner.points[1])}L${place(sheet, outer.points[0], outer.points[1])}`;
}

function grid(width: number, height: number): string {
  const lines: string[] = [];
  for (let x = 0; x < width; x += PLAN_SCALE) lines.push(`M${x} 0V${height.toFixed(0)}`);
  for (let y = height; y > 0; y -= PLAN_SCALE) lines.push(`M0 ${y.toFixed(0)}H${width.toFixed(0)}`);
  return lines.join('');
}

/** Dots along a border with their place in the room, m from its lower left corner. */
function tapePoints(sheet: Sheet, { points, arc, count }: Ring): string[] {
  const { bounds } = sheet;
  const dots: string[] = [];
  let next = 0;
  for (let i = 0; i + 1 < count; i++) {
    if (arc[i] < next) continue;
    next = arc[i] + PLAN_STEP;
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    const [left, top] = place(sheet, x, y).split(' ');
    const label = `${(x - bounds.minX).toFixed(2)}, ${(y - bounds.minY).toFixed(2)}`;
    dots.push(`<circle cx="${left}" cy="${top}" r="4"/><text x="${left}" y="${top}" dx="6" dy="-4">${label}</text>`);
  }
  return dots;
}
