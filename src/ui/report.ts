/** An analysis as one page that needs nothing else: charts, maps, tables, and the data itself to download. */
import type { Analysis, IterationSummary, LoggedEpisode, LogPart, Rescoring } from '../lap/analysis.ts';
import { STATUSES } from '../lap/trace.ts';
import { type Track, trackToData } from '../track/track.ts';
import { lapTime, thousands } from './format.ts';
import {
  barChart,
  COLOURS,
  cellsOf,
  escaped,
  heatCells,
  histogram,
  legend,
  lineChart,
  type MapFrame,
  type Point,
  pathLine,
  trackMap,
} from './report-charts.ts';

interface ReportSource {
  /** of the run or the logs */
  readonly title: string;
  readonly parts: readonly LogPart[];
  readonly analysis: Analysis;
  /** the track, where it is known */
  readonly track: Track | null;
  /** another reward function over the same steps */
  readonly rescoring: Rescoring | null;
}

/** Laps whose paths are drawn, and rows of a table. */
const BEST = 5;
const TABLE_ROWS = 15;
/** Episodes that can be looked at one by one: all laps, and the last others. */
const EXPLORED = 400;
/** Points of a path. */
const PATH_POINTS = 240;
/** Side of a square of the heat maps, m. */
const CELL = 0.15;
const MOST_CELL_STEPS = 400_000;

export function formatReport({ title, parts, analysis, track, rescoring }: ReportSource): string {
  const borders = track ? bordersOf(track) : [];
  const { episodes, iterations, evaluations, laps, length, actions, starts, timing } = analysis;
  const steps = episodes.reduce((sum, each) => sum + each.steps, 0);
  const best = laps[0];
  const frame = frameOf(parts, borders);
  const facts: readonly (readonly [string, string])[] = [
    ['Episodes', thousands(episodes.length)],
    ['Steps', thousands(steps)],
    ['Iterations', thousands(iterations.length)],
    ['Laps', thousands(laps.length)],
    ['Best lap', best ? lapTime(best.seconds) : 'none yet'],
    ['Track', `${length.toFixed(2)} m`],
  ];
  const perIteration = (of: readonly IterationSummary[], value: (each: IterationSummary) => number | null): Point[] =>
    of.flatMap((each) => {
      const y = value(each);
      return y === null ? [] : [[each.iteration, y] as const];
    });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<header><h1>${escaped(title)}</h1><dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></header>
<main>
${section(
  'Progress',
  'How far episodes came, and how many of them completed a lap.',
  lineChart(
    [
      { name: 'mean progress, %', kind: 'line', points: perIteration(iterations, ({ progress }) => progress) },
      { name: 'episodes with a lap, %', kind: 'line', points: perIteration(iterations, ({ completion }) => completion) },
      ...(evaluations.length > 0
        ? [
            {
              name: 'evaluation: mean progress, %',
              kind: 'dots' as const,
              points: perIteration(evaluations, ({ progress }) => progress),
            },
          ]
        : []),
    ],
    { x: 'iteration', y: '%', range: [0, 100] },
  ),
)}
${section(
  'Reward',
  'Mean reward of an episode. When it rises and progress does not, the reward function rewards something else.',
  lineChart([{ name: 'reward', kind: 'line', points: perIteration(iterations, ({ reward }) => reward) }], {
    x: 'iteration',
    y: 'reward per episode',
  }),
)}
${section(
  'Laps',
  'Every lap, and the record as it fell.',
  lineChart(
    [
      { name: 'lap', kind: 'dots', points: lapsInOrder(episodes) },
      { name: 'record', kind: 'steps', points: records(episodes) },
    ],
    { x: 'episode, in order', y: 'seconds' },
  ) + lapTable(analysis),
)}
${section('The best laps', 'Where the fastest laps drove.', trackMap(frame, borders, bestPaths(parts, analysis), 'Paths of the best laps') + bestLegend(analysis))}
${heatSections(parts, borders, frame)}
${rescoring ? rescoredSection(rescoring, parts, borders, frame) : ''}
${
  actions.length > 0
    ? section(
        'Actions',
        'How often each action was chosen.',
        barChart(
          actions.map(({ action, steeringDeg, speed, count }) => ({
            label: `${steeringDeg.toFixed(0).replace('-', '−')}°\n${speed.toFixed(1)}`,
            value: count,
            title: `action ${action}: ${steeringDeg.toFixed(1)}°, ${speed.toFixed(2)} m/s: ${thousands(count)} times`,
          })),
          { x: 'steering, ° and speed, m/s', y: 'times' },
        ),
      )
    : section(
        'Actions',
        'Steering and speed as they were commanded.',
        histogram(column(parts, 'steeringDeg'), { x: 'steering, °' }) + histogram(column(parts, 'speed'), { x: 'speed, m/s' }),
      )
}
${section(
  'Where episodes begin',
  'Mean progress by the part of the lap they began in: low bars are hard places.',
  barChart(
    starts.map(({ from, progress, episodes: count, completion }) => ({
      label: `${from} %`,
      value: progress,
      title: `from ${from} %: ${progress.toFixed(1)} % progress, ${completion.toFixed(0)} % laps, ${count} episodes`,
    })),
    { x: 'start, % of the lap', y: 'mean progress, %', range: [0, 100] },
  ),
)}
${section(
  'Rewards',
  'How the rewards of episodes differ.',
  histogram(
    episodes.map(({ reward }) => reward),
    { x: 'reward of an episode' },
  ),
)}
${section('Episodes', 'Choose one to see where it drove and how it ended.', explorer(parts, analysis, borders, frame))}
${section(
  'Time between steps',
  'Even is good: a simulator that stutters teaches a car that stutters.',
  `<dl class="row">${[
    ['mean', timing.mean],
    ['deviation', timing.deviation],
    ['95 % are under', timing.p95],
    ['longest', timing.most],
  ]
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${Number(value).toFixed(3)} s</dd></div>`)
    .join('')}</dl>`,
)}
<p><button id="save">Download the numbers (JSON)</button></p>
</main>
<script type="application/json" id="data">${json(summaryOf(analysis))}</script>
<script>${SCRIPT}</script>
</html>
`;
}

/** What the page lets people download, and `lapzero analyze --json` prints. */
export function summaryOf({ episodes, iterations, evaluations, laps, length, actions, starts, timing }: Analysis) {
  return {
    episodes: episodes.map(({ episode, iteration, steps, progress, reward, seconds, status, lap, isEvaluation, start }) => ({
      episode,
      iteration,
      steps,
      progress,
      reward,
      seconds,
      status,
      lap,
      evaluation: isEvaluation,
      start,
    })),
    iterations,
    evaluations,
    laps,
    track: { length },
    // The field keeps its first name, `steering`.
    actions: actions.map(({ steeringDeg, ...action }) => ({ ...action, steering: steeringDeg })),
    starts,
    timing,
  };
}

/** Of a track: inner and outer. */
type Borders = readonly (readonly Point[])[];

function bordersOf(track: Track): Borders {
  const { inner, outer } = trackToData(track);
  return [inner, outer];
}

/** Safe inside a script element. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

function section(name: string, help: string, inside: string): string {
  return `<section><h2>${name}</h2><p class="quiet">${help}</p>${inside}</section>`;
}

function frameOf(parts: readonly LogPart[], borders: Borders): MapFrame {
  let [minX, minY, maxX, maxY] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const see = (x: number, y: number) => {
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  };
  for (const border of borders) for (const [x, y] of border) see(x, y);
  for (const { trace } of parts) for (let i = 0; i < trace.count; i++) see(trace.columns.x[i], trace.columns.y[i]);
  return { minX, minY, maxX, maxY };
}

function lapsInOrder(episodes: readonly LoggedEpisode[]): Point[] {
  return episodes.flatMap(({ lap }, i) => (lap === null ? [] : [[i, lap] as const]));
}

function records(episodes: readonly LoggedEpisode[]): Point[] {
  let best = Number.POSITIVE_INFINITY;
  return lapsInOrder(episodes).filter(([, seconds]) => {
    if (seconds >= best) return false;
    best = seconds;
    return true;
  });
}

function lapTable({ laps }: Analysis): string {
  if (laps.length === 0) return '';
  const rows = laps
    .slice(0, TABLE_ROWS)
    .map(
      ({ seconds, episode, iteration, isEvaluation }, i) =>
        `<tr><td>${i + 1}</td><td>${lapTime(seconds)}</td><td>${episode}</td><td>${iteration ?? '–'}</td><td>${isEvaluation ? 'evaluation' : 'training'}</td></tr>`,
    );
  return `<table><tr><th>#</th><th>lap</th><th>episode</th><th>iteration</th><th>when</th></tr>${rows.join('')}</table>`;
}

function bestEpisodes({ episodes }: Analysis): LoggedEpisode[] {
  return episodes
    .filter(({ lap }) => lap !== null)
    .sort((a, b) => (a.lap ?? 0) - (b.lap ?? 0))
    .slice(0, BEST);
}

function pathOf(parts: readonly LogPart[], { part, indices }: LoggedEpisode): Point[] {
  const { x, y } = parts[part].trace.columns;
  const every = Math.max(1, Math.ceil(indices.length / PATH_POINTS));
  return Array.from(indices)
    .filter((_, k) => k % every === 0 || k === indices.length - 1)
    .map((i) => [x[i], y[i]] as const);
}

function bestPaths(parts: readonly LogPart[], analysis: Analysis): string {
  return bestEpisodes(analysis)
    .map((episode, k) => pathLine(pathOf(parts, episode), COLOURS[k], lapTime(episode.lap ?? 0)))
    .join('');
}

function bestLegend(analysis: Analysis): string {
  const best = bestEpisodes(analysis);
  return best.length === 0
    ? '<p class="quiet">No lap yet.</p>'
    : legend(best.map(({ lap, episode }) => `${lapTime(lap ?? 0)}, episode ${episode}`));
}

function column(parts: readonly LogPart[], name: 'steeringDeg' | 'speed'): number[] {
  return parts.flatMap(({ trace }) => Array.from(trace.columns[name].subarray(0, Math.min(trace.count, MOST_CELL_STEPS))));
}

function heatSections(parts: readonly LogPart[], borders: Borders, frame: MapFrame): string {
  const xs: number[] = [];
  const ys: number[] = [];
  const rewards: number[] = [];
  const speeds: number[] = [];
  const exits: number[] = [];
  for (const { trace } of parts) {
    const { x, y, reward, speed, status } = trace.columns;
    // The newest steps say what it does now.
    for (let i = Math.max(0, trace.count - MOST_CELL_STEPS); i < trace.count; i++) {
      xs.push(x[i]);
      ys.push(y[i]);
      rewards.push(reward[i]);
      speeds.push(speed[i]);
      const name = STATUSES[status[i]];
      exits.push(name === 'off_track' || name === 'crashed' ? 100 : 0);
    }
  }
  return [
    ['Reward on the road', 'Mean reward of a step there.', rewards, 'per step'],
    ['Speed on the road', 'What was commanded there, on average.', speeds, 'm/s'],
    ['Exits', 'Of the steps that were there, how many were the last of an episode that left the road.', exits, '%'],
  ]
    .map(([name, help, values, unit]) => {
      const { svg, scale } = heatCells(cellsOf(xs, ys, values as number[], CELL), unit as string);
      return section(name as string, help as string, trackMap(frame, borders, svg, name as string) + scale);
    })
    .join('\n');
}

function rescoredSection(
  { name, episodes, agreement, rescoredAgreement, rewards }: Rescoring,
  parts: readonly LogPart[],
  borders: Borders,
  frame: MapFrame,
): string {
  const xs: number[] = [];
  const ys: number[] = [];
  const values: number[] = [];
  parts.forEach(({ trace }, part) => {
    for (let i = Math.max(0, trace.count - MOST_CELL_STEPS); i < trace.count; i++) {
      xs.push(trace.columns.x[i]);
      ys.push(trace.columns.y[i]);
      values.push(rewards[part][i]);
    }
  });
  const { svg, scale } = heatCells(cellsOf(xs, ys, values, CELL), 'per step');
  const told = (value: number | null) => (value === null ? 'nothing' : value.toFixed(2));
  return section(
    `Rescored by ${escaped(name)}`,
    `Do episodes that come farther get more reward from it? Rank correlation with progress: ${told(rescoredAgreement)}; the log's own reward: ${told(agreement)}. 1 is perfect.`,
    lineChart(
      [
        { name: `${name}`, kind: 'dots', points: episodes.map(({ progress, rescored }) => [progress, rescored] as const) },
        { name: 'the log’s own', kind: 'dots', points: episodes.map(({ progress, reward }) => [progress, reward] as const) },
      ],
      { x: 'progress of the episode, %', y: 'reward of the episode' },
    ) +
      trackMap(frame, borders, svg, 'Reward by the other function') +
      scale,
  );
}

function explorer(parts: readonly LogPart[], { episodes }: Analysis, borders: Borders, frame: MapFrame): string {
  const laps = episodes.filter(({ lap }) => lap !== null);
  const others = episodes.filter(({ lap }) => lap === null).slice(-Math.max(0, EXPLORED - laps.length));
  const chosen = [...laps.slice(-EXPLORED), ...others].sort((a, b) => a.episode - b.episode);
  const paths = chosen.map((episode) => ({
    name: `episode ${episode.episode}: ${episode.progress.toFixed(1)} %, ${episode.status.replace('_', ' ')}, ${episode.seconds.toFixed(2)} s, reward ${episode.reward.toFixed(1)}`,
    path: pathOf(parts, episode).map(([x, y]) => [Number(x.toFixed(2)), Number(y.toFixed(2))]),
  }));
  const options = paths.map(({ name }, i) => `<option value="${i}">${escaped(name)}</option>`).join('');
  return `<p><label>Episode <select id="episode">${options}</select></label></p>
${trackMap(frame, borders, '<polyline id="path" class="path" fill="none" stroke="#0072b2"/><circle id="end" r="0.08" fill="#d55e00"/>', 'Path of the chosen episode')}
<script type="application/json" id="paths">${json(paths.map(({ path }) => path))}</script>`;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#57606a;--line:#d8dde3;--ground:#f6f5f1;--card:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#9aa4ae;--line:#30363d;--ground:#0d1117;--card:#161b22}}
body{margin:0;font:16px/1.5 "Inter Variable",system-ui,sans-serif;color:var(--ink);background:var(--ground)}
header,main{max-width:1200px;margin:0 auto;padding:24px}h1{margin:0 0 16px}h2{margin:0;font-size:18px}
header dl,.row{display:flex;flex-wrap:wrap;gap:12px 32px;margin:0}dt{color:var(--quiet);font-size:13px}dd{margin:0;font:600 18px ui-monospace,monospace}
main{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(480px,100%),1fr));gap:16px}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px;min-width:0}
.quiet{color:var(--quiet);margin:4px 0 12px;font-size:14px}svg{width:100%;height:auto;display:block}
svg text{font:11px "Inter Variable",system-ui,sans-serif;fill:var(--quiet)}.grid{stroke:var(--line)}.map{max-height:420px;background:var(--ground);border-radius:8px}
.border{fill:none;stroke:var(--quiet);stroke-width:.03}.path{stroke-width:.04;stroke-linejoin:round}
.legend,.scale{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;margin:8px 0 0;align-items:center}.legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px}.scale i{flex:0 1 200px;height:10px;border-radius:5px}
table{border-collapse:collapse;width:100%;font:14px ui-monospace,monospace;margin-top:12px}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid var(--line)}
select,button{font:inherit;padding:6px 10px;max-width:100%;border-radius:8px;border:1px solid var(--line);background:var(--card);color:inherit}`;

/** Shows the chosen episode, and gives the data away. */
const SCRIPT = `
const paths=JSON.parse(document.getElementById('paths').textContent);
const choice=document.getElementById('episode');
const show=()=>{const p=paths[choice.value]||[];document.getElementById('path').setAttribute('points',p.map(q=>q.join(',')).join(' '));const e=p[p.length-1];if(e){const c=document.getElementById('end');c.setAttribute('cx',e[0]);c.setAttribute('cy',e[1]);}};
choice.addEventListener('change',show);show();
document.getElementById('save').addEventListener('click',()=>{const a=document.createElement('a');a.href=URL.createObjectURL(new Blob([document.getElementById('data').textContent],{type:'application/json'}));a.download='analysis.json';a.click();});`;
