/** Training, live: on a terminal a picture that is redrawn, elsewhere a plain line now and then. */
import type { Evaluation } from '../learn/evaluation.ts';
import type { TrainingProgress } from '../learn/trainer.ts';
import type { Track } from '../track/track.ts';
import { lapTime, thousands } from '../ui/format.ts';
import { drawMap } from './map.ts';

const REDRAW_SECONDS = 0.1;
const LINE_SECONDS = 2;
const MAP_COLUMNS = 46;
const MAP_ROWS = 12;
/** The evaluation's drive is played this much faster than it was driven. */
const PLAYBACK_DECISIONS_PER_SECOND = 120;

interface Display {
  show(progress: TrainingProgress): void;
  close(): void;
}

export function newDisplay(track: Track, stream: NodeJS.WriteStream): Display {
  return stream.isTTY ? picture(track, stream) : plainLines(stream);
}

function plainLines(stream: NodeJS.WriteStream): Display {
  let last = Number.NEGATIVE_INFINITY;
  let hadLap = false;
  return {
    show(progress) {
      const isNews = !hadLap && progress.firstLap !== null;
      if (!isNews && progress.seconds - last < LINE_SECONDS) return;
      last = progress.seconds;
      hadLap = progress.firstLap !== null;
      stream.write(`${summaryLine(progress)}\n`);
    },
    close() {},
  };
}

function summaryLine({ seconds, steps, metrics, firstLap, bestLapSeconds, evaluation }: TrainingProgress): string {
  const parts = [`${seconds.toFixed(1)} s`, `${thousands(steps)} steps`, `${thousands(metrics['charts/SPS'])} steps/s`];
  if (evaluation) parts.push(`greedy ${distance(evaluation, 0)} and ${distance(evaluation, 1)} back`);
  if (firstLap) parts.push(`first lap after ${firstLap.seconds.toFixed(1)} s`);
  if (bestLapSeconds !== null) parts.push(`best ${lapTime(bestLapSeconds)}`);
  return parts.join(' · ');
}

/** How far the greedy policy got: laps, or percent of one. */
function distance({ drives }: Evaluation, car: number): string {
  const { laps, progress } = drives[car];
  if (laps.length === 0) return `${Math.max(0, progress).toFixed(0)} %`;
  return `${laps.length} lap${laps.length === 1 ? '' : 's'}`;
}

function picture(track: Track, stream: NodeJS.WriteStream): Display {
  let drawn = 0;
  let last = Number.NEGATIVE_INFINITY;
  let latest: TrainingProgress | undefined;
  const draw = (): void => {
    if (!latest) return;
    const { metrics } = latest;
    const bar = progressBar(latest.evaluation?.drives[0].laps.length ? 100 : (latest.evaluation?.drives[0].progress ?? 0));
    const map = drawMap(track, MAP_COLUMNS, MAP_ROWS, greedyCars(latest));
    const side = [
      `time      ${latest.seconds.toFixed(1)} s`,
      `steps     ${thousands(latest.steps)}  (${thousands(metrics['charts/SPS'])} per second)`,
      `greedy    ${bar} ${latest.evaluation ? distance(latest.evaluation, 0) : ''}`,
      `reversed  ${latest.evaluation ? distance(latest.evaluation, 1) : '–'}`,
      `return    ${metrics['charts/episodic_return']?.toFixed(1) ?? '–'} per episode`,
      `first lap ${latest.firstLap ? `after ${latest.firstLap.seconds.toFixed(1)} s, ${thousands(latest.firstLap.steps)} steps` : '–'}`,
      `best lap  ${latest.bestLapSeconds === null ? '–' : lapTime(latest.bestLapSeconds)}`,
      '',
      'Ctrl-C stops and saves what was learned.',
    ];
    const height = Math.max(map.length, side.length);
    const width = Math.max(...map.map((line) => line.length));
    const lines = Array.from({ length: height }, (_, i) => `${(map[i] ?? '').padEnd(width)}   ${side[i] ?? ''}`);
    const up = drawn > 0 ? `\x1b[${drawn}A` : '';
    stream.write(`${up}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`);
    drawn = lines.length;
  };
  return {
    show(progress) {
      latest = progress;
      if (progress.seconds - last < REDRAW_SECONDS) return;
      last = progress.seconds;
      draw();
    },
    close: draw,
  };
}

function progressBar(percent: number): string {
  const full = Math.round(Math.min(100, Math.max(0, percent)) / 10);
  return '█'.repeat(full) + '░'.repeat(10 - full);
}

/** Where the cars of the latest evaluation are, were it driven now. */
function greedyCars({ evaluation, seconds }: TrainingProgress): { x: number; y: number; mark: string }[] {
  if (!evaluation) return [];
  return evaluation.paths.slice(0, 2).flatMap((path, car) => {
    const decisions = path.length / 2;
    if (decisions === 0) return [];
    const at = Math.floor(seconds * PLAYBACK_DECISIONS_PER_SECOND) % decisions;
    return [{ x: path[2 * at], y: path[2 * at + 1], mark: car === 0 ? '●' : '○' }];
  });
}
