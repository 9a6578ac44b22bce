/** A page for the person who puts a model on a car: what the car will really do with it, and what to do first. */
import { type Action, type ActionSpace, fastestSpeed } from '../car/actions.ts';
import type { Agent } from '../policy/agent.ts';

/** The parts of a drive that show how the car will move. */
interface DriveManner {
  /** commanded, decision by decision, degrees */
  readonly steeringDeg: readonly number[];
  readonly controlHz: number;
}

interface OwnerSheet {
  readonly agent: Pick<Agent, 'name' | 'controlHz' | 'policy'>;
  /** the archive that it travels beside */
  readonly archive: string;
  readonly manner: DriveManner | null;
  /** 0 to 100, and what broke it, where it was measured */
  readonly robustness: { readonly score: number; readonly weakest: string } | null;
}

/**
 * Throttle that the car's software gives, 0..1, of what its slider allows: a parabola through half the fastest speed
 * at 80 % and the fastest at 100 % (aws-deepracer-navigation-pkg). Only how speeds stand to each other counts.
 */
function throttleOf(speed: number, fastest: number): number {
  const part = speed / fastest;
  // It rises a hair above that on its way, and there is no more than all.
  return Math.min(1, part * (2.2 - 1.2 * part));
}

/** A steering change that one sees, degrees. */
const VISIBLE_DEG = 10;

/** How often per second the wheels visibly swing from one side to the other. */
export function swingsPerSecond({ steeringDeg, controlHz }: DriveManner): number {
  let swings = 0;
  let side = 0;
  for (const degrees of steeringDeg) {
    if (Math.abs(degrees) < VISIBLE_DEG) continue;
    if (side !== 0 && Math.sign(degrees) !== side) swings++;
    side = Math.sign(degrees);
  }
  return steeringDeg.length === 0 ? 0 : (swings * controlHz) / steeringDeg.length;
}

export function mannerWord(swings: number): 'calm' | 'lively' | 'restless' {
  if (swings < 1) return 'calm';
  return swings < 2.5 ? 'lively' : 'restless';
}

const speedsBetween = (low: number, high: number) => [low, (low + high) / 2, high];

export function formatOwnerSheet({ agent, archive, manner, robustness }: OwnerSheet): string {
  const { name, controlHz, policy } = agent;
  const { actionSpace } = policy;
  const actions: readonly Action[] =
    actionSpace.kind === 'discrete'
      ? actionSpace.actions
      : speedsBetween(actionSpace.speed.low, fastestSpeed(actionSpace)).map((speed) => ({
          steeringDeg: 0,
          speed,
        }));
  const fastest = Math.max(...actions.map(({ speed }) => speed));
  const widest =
    actionSpace.kind === 'discrete'
      ? Math.max(...actions.map(({ steeringDeg }) => Math.abs(steeringDeg)))
      : actionSpace.steeringDeg.high;
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  const speeds = [...new Set(actions.map(({ speed }) => speed))].sort((a, b) => a - b);
  const swings = manner && swingsPerSecond(manner);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)} on a DeepRacer car</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff; }
  h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid #d8dde3; } th:first-child, td:first-child { text-align: left; }
  li { margin: .3rem 0; } svg { width: 100%; height: auto; } .note { color: #57606a; }
</style>
<h1>${escaped(name)} on a DeepRacer car</h1>
<p>This page belongs to <b>${escaped(archive)}</b>. Keep it beside the archive; the car does not need it.</p>
<h2>Before the first lap</h2>
<ol>
  <li>Upload the archive in the car's console under <b>Models</b>. The car unpacks and converts it, which takes a minute or two.</li>
  <li>Calibrate the steering: straight ahead must be straight, and both ends must turn equally far.</li>
  <li>Set the <b>throttle slider to 30 %</b> and let it drive. Raise it by five at a time, as long as it stays on the road.</li>
  <li>Choose the camera rate: this policy decided <b>${controlHz} times a second</b> when it learned. The stock car's camera gives 15; ${
    controlHz === 15 ? 'so leave it as it is.' : 'a custom car can give 30. On a stock car train with 15 instead.'
  }</li>
</ol>
<h2>What the throttle really is</h2>
<p>The car does not know metres per second. It looks at how an action's speed stands to the fastest one, and bends that: half the
fastest speed becomes 80 % of what the slider allows.</p>
${throttlePicture(speeds, fastest)}
<table>
  <tr><th>Speed in training</th><th>throttle, slider at 100 %</th><th>at 50 %</th><th>at 30 %</th></tr>
  ${speeds
    .map((speed) => {
      const throttle = throttleOf(speed, fastest);
      return `<tr><td>${speed.toFixed(2)} m/s</td><td>${percent(throttle)}</td><td>${percent(throttle / 2)}</td><td>${percent(0.3 * throttle)}</td></tr>`;
    })
    .join('\n  ')}
</table>
<h2>What the steering really is</h2>
<p>${steeringText(actionSpace, widest)}</p>
${actionSpace.kind === 'discrete' ? actionTable(actions, widest, fastest) : ''}
${
  swings === null
    ? ''
    : `<h2>How it moves</h2>
<p>On a lap in the simulator its wheels swung from side to side <b>${swings.toFixed(1)} times a second</b>: it drives
<b>${mannerWord(swings)}</b>.${swings >= 2.5 ? ' On a real car that shakes the frame and wears the servo: train it with a reward that likes smooth steering.' : ''}</p>`
}
${
  robustness
    ? `<h2>Ready for reality?</h2>
<p>In worlds that were disturbed on purpose it scored <b>${robustness.score.toFixed(0)} of 100</b>. Hardest for it: ${escaped(robustness.weakest)}.</p>`
    : `<h2>Ready for reality?</h2>
<p>That was not measured: <code>lapzero evaluate … --robust</code> measures it.</p>`
}
<p class="note">The rules are those of the car's public software: aws-deepracer-navigation-pkg, -inference-pkg and -systems-pkg.</p>
</html>
`;
}

function steeringText(space: ActionSpace, widest: number): string {
  const divided = `The car divides every angle by ${widest.toFixed(1)}°, which becomes the end of its calibrated range.`;
  if (space.kind === 'discrete') return divided;
  const right = -space.steeringDeg.low / widest;
  if (Math.abs(right - 1) < 0.01) return divided;
  const percent = Math.round(100 * right);
  return `${divided} The range of this policy is not even: all the way to the right it asks for ${percent} % of that${
    right > 1 ? ', and what is beyond 100 % is cut off' : ''
  }.`;
}

function actionTable(actions: readonly Action[], widest: number, fastest: number): string {
  const rows = actions.map(({ steeringDeg, speed }, i) => {
    const side = steeringDeg > 0 ? 'left' : steeringDeg < 0 ? 'right' : 'straight';
    const part = Math.round((100 * Math.abs(steeringDeg)) / widest);
    const throttle = Math.round(100 * throttleOf(speed, fastest));
    return `<tr><td>${i}</td><td>${steeringDeg.toFixed(1).replace('-', '−')}°</td><td>${part} % ${side}</td><td>${speed.toFixed(2)} m/s</td><td>${throttle} %</td></tr>`;
  });
  return `<table>
  <tr><th>Action</th><th>angle in training</th><th>servo</th><th>speed in training</th><th>throttle</th></tr>
  ${rows.join('\n  ')}
</table>`;
}

/** The parabola, with the policy's speeds on it. */
function throttlePicture(speeds: readonly number[], fastest: number): string {
  const x = (part: number) => 50 + 520 * part;
  const y = (throttle: number) => 190 - 170 * throttle;
  const curve = Array.from({ length: 41 }, (_, i) => `${x(i / 40).toFixed(1)},${y(throttleOf(i / 40, 1)).toFixed(1)}`);
  const dots = speeds.map((speed) => {
    const part = speed / fastest;
    const at = `cx="${x(part).toFixed(1)}" cy="${y(throttleOf(part, 1)).toFixed(1)}"`;
    return `<circle ${at} r="6" fill="#0969da"/><text x="${x(part).toFixed(1)}" y="212" text-anchor="middle">${speed.toFixed(1)}</text>`;
  });
  return `<svg viewBox="0 0 600 230" role="img" aria-label="Throttle over speed" font-size="13" fill="#57606a">
  <path d="M50 20V190H580" fill="none" stroke="#8c959f"/>
  <path d="M50 105H580M50 20H580" fill="none" stroke="#d8dde3"/>
  <polyline points="${curve.join(' ')}" fill="none" stroke="#57606a" stroke-width="2"/>
  ${dots.join('\n  ')}
  <text x="42" y="24" text-anchor="end">100 %</text><text x="42" y="109" text-anchor="end">50 %</text><text x="580" y="228" text-anchor="end">m/s in training</text>
</svg>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
