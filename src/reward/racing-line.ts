/** A racing line written into a reward function's text. */
import { racingLine } from '../track/racing-line.ts';
import type { Track } from '../track/track.ts';

const EMPTY = /^(.*\bLINE\b.*= )\[\]/m;
const PER_ROW = 6;

/** The library's racing-line function with a track's line in it. @param text in Python or TypeScript */
export function withRacingLine(text: string, track: Track): string {
  return withLine(text, racingLine(track));
}

/** The same with any line. @param line x0 y0 x1 y1 …, m */
export function withLine(text: string, line: ArrayLike<number>): string {
  const isPython = text.startsWith('"""');
  const [open, close] = isPython ? ['(', ')'] : ['[', ']'];
  const points = Array.from({ length: line.length / 2 }, (_, i) => {
    return `${open}${line[2 * i].toFixed(3)}, ${line[2 * i + 1].toFixed(3)}${close}`;
  });
  const rows = Array.from({ length: Math.ceil(points.length / PER_ROW) }, (_, row) => {
    return `${isPython ? '    ' : '  '}${points.slice(row * PER_ROW, (row + 1) * PER_ROW).join(', ')},`;
  });
  return text.replace(EMPTY, (_, before: string) => `${before}[\n${rows.join('\n')}\n]`);
}
