/** What a policy would do: the odds of its actions, or means and spreads; with a patch hidden, beside those without. */
import type { ActionSpace, ContinuousActionSpace } from '../car/actions.ts';
import type { Insight } from '../policy/insight.ts';
import { CAR_FRAME } from './car-frame-texts.ts';
import { rounded } from './format.ts';

/** Of more actions only the best one says what it is. */
const MOST_LABELLED = 11;

export interface OddsProps {
  readonly insight: Insight;
  readonly actionSpace: ActionSpace;
}

export function Odds({ insight, actionSpace }: OddsProps) {
  const { covered } = insight;
  const outputs = covered ?? insight.outputs;
  if (actionSpace.kind === 'continuous') return <Means insight={insight} actionSpace={actionSpace} />;
  const best = likeliest(outputs);
  // As the driver has them: left on the left.
  const order = actionSpace.actions
    .map((action, k) => ({ ...action, k }))
    .sort((a, b) => b.steeringDeg - a.steeringDeg || a.speed - b.speed);
  return (
    <>
      <p class="odds-axis quiet" aria-hidden="true">
        <span>{CAR_FRAME.left}</span>
        <span>{CAR_FRAME.oddsUnits}</span>
        <span>{CAR_FRAME.right}</span>
      </p>
      <ol class={actionSpace.actions.length > MOST_LABELLED ? 'odds many' : 'odds'} aria-label={CAR_FRAME.odds}>
        {order.map(({ steeringDeg, speed, k }) => {
          const part = outputs[k] ?? 0;
          const name = CAR_FRAME.action(steeringDeg, speed);
          return (
            <li key={name} title={`${name}: ${percent(part)}`} class={k === best ? 'best' : ''}>
              <span class="bar">
                <i style={{ height: `${100 * part}%` }} />
                {covered && <b style={{ bottom: `${100 * (insight.outputs[k] ?? 0)}%` }} />}
              </span>
              <span class="number">
                {rounded(Math.abs(steeringDeg))}°
                <br />
                {rounded(speed)}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Means({ insight, actionSpace }: { insight: Insight; actionSpace: ContinuousActionSpace }) {
  const { covered } = insight;
  const [steering, speed, steeringSpread, speedSpread] = covered ?? insight.outputs;
  // Left is drawn on the left: steering is positive there.
  const bars = [
    {
      label: CAR_FRAME.steering,
      unit: '°',
      range: actionSpace.steeringDeg,
      mean: -steering,
      whole: -insight.outputs[0],
      spread: steeringSpread,
      value: steering,
    },
    {
      label: CAR_FRAME.speed,
      unit: ' m/s',
      range: actionSpace.speed,
      mean: speed,
      whole: insight.outputs[1],
      spread: speedSpread,
      value: speed,
    },
  ];
  return (
    <ul class="means" aria-label={CAR_FRAME.means}>
      {bars.map(({ label, unit, range, mean, whole, spread, value }) => (
        <li key={label}>
          <span>{label}</span>
          <span class="mean-bar">
            <i style={spreadBar(clipped(mean - spread), clipped(mean + spread))} />
            {covered && <b class="whole" style={mark(whole)} />}
            <b style={mark(mean)} />
          </span>
          <span class="number">
            {scaled(value, range).toFixed(1)}
            {unit}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Where a mark stands in its bar, for the style sheet: 0..1. */
function mark(mean: number): string {
  return `--at: ${(1 + clipped(mean)) / 2}`;
}

/** From one value to another, within −1..1 of the range. */
function spreadBar(from: number, to: number): { left: string; width: string } {
  return { left: `${50 * (1 + from)}%`, width: `${50 * (to - from)}%` };
}

/** In words, what the hidden patch changes; empty where none is hidden. */
export function coverChange({ outputs, covered, best }: Insight, actionSpace: ActionSpace): string {
  if (!covered) return '';
  if (actionSpace.kind === 'continuous') {
    const { steeringDeg, speed } = actionSpace;
    const command = ([steering, pace]: Float32Array) =>
      CAR_FRAME.action(Number(scaled(steering, steeringDeg).toFixed(1)), Number(scaled(pace, speed).toFixed(1)));
    return CAR_FRAME.withoutPatch(`${command(outputs)} → ${command(covered)}`);
  }
  const name = (k: number) => {
    const action = actionSpace.actions[k];
    return action ? CAR_FRAME.action(action.steeringDeg, action.speed) : '';
  };
  const next = likeliest(covered);
  const change = `${name(best)} ${percent(outputs[best])} → ${percent(covered[best] ?? 0)}`;
  return CAR_FRAME.withoutPatch(next === best ? change : `${change}; ${CAR_FRAME.wouldChoose(name(next))}`);
}

function likeliest(odds: Float32Array): number {
  return odds.reduce((at, part, k) => (part > odds[at] ? k : at), 0);
}

function percent(part: number): string {
  return `${(100 * part).toFixed(0)} %`;
}

function clipped(mean: number): number {
  return Math.max(-1, Math.min(1, mean));
}

function scaled(mean: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return low + ((clipped(mean) + 1) / 2) * (high - low);
}
