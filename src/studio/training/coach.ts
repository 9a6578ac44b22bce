/** One headline on how a training goes, and what else matters: from its reward's check, its test laps and its driving. */
import { type Driving, sumDriving } from '../../learn/driving.ts';
import type { Metrics } from '../../learn/metrics.ts';
import type { Finding } from '../../reward/diagnosis.ts';
import { thousands } from '../../ui/format.ts';
import { drivingTroubles, endsNumbers, type Remark, remark } from './driving-advice.ts';
import { ADVICE } from './texts.ts';

export interface Advice extends Remark {
  readonly kind: 'good' | 'wait' | 'trouble';
  /** at most two others */
  readonly more: readonly Remark[];
}

/** All that the advice depends on; lists have an entry for each update so far. */
export interface Going {
  readonly metrics: readonly Metrics[];
  /** % of the laps asked for; null where it was not evaluated */
  readonly completion: readonly (number | null)[];
  /** null where it is not known */
  readonly driving: readonly (Driving | null)[];
  /** it has completed a test lap */
  readonly hasLapped: boolean;
  /** of the check of the reward; null where it was not checked */
  readonly findings: readonly Finding[] | null;
  /** the largest entropy that the action space allows, nats; null for a continuous one */
  readonly mostEntropy: number | null;
}

/** Updates that a trend is read from. */
const WINDOW = 12;
/** Before so many there is nothing to say. */
const FEW = 8;
/** Evaluations that say how far it is now. */
const RECENT = 5;
/** From here on it must get somewhere. */
const LATE_STEPS = 50_000;
const LATE_UPDATES = 60;
/** % */
const LAPS_WELL = 50;
const FAR = 80;
const COLLAPSED = 0.15;
const LARGE_KL = 0.08;

/** Null before there is anything to say. */
export function coach(going: Going): Advice | null {
  const { metrics, findings } = going;
  const severe = (findings ?? []).filter(({ severity }) => severity === 'severe').map(ofFinding);
  const notes = (findings ?? []).filter(({ severity }) => severity === 'note').map(ofFinding);
  if (metrics.length === 0) {
    if (findings === null) return null;
    const [first, ...rest] = [...severe, ...notes];
    if (severe.length > 0) return advice('trouble', first, rest);
    return notes.length > 0 ? advice('wait', notes[0], notes.slice(1)) : advice('wait', remark(ADVICE.checked), []);
  }
  const state = stateOf(going);
  const driven = state.driving ? drivingTroubles(state.driving, state.recent < LAPS_WELL) : [];
  const troubles = [...lateTroubles(going, state, severe, driven)];
  if (troubles.length > 0) return advice('trouble', troubles[0], [...troubles.slice(1), ...notes]);
  return progressAdvice(state, [...severe, ...notes]);
}

function advice(kind: Advice['kind'], head: Remark, more: readonly Remark[]): Advice {
  return { kind, ...head, more: more.filter(({ text }) => text !== head.text).slice(0, 2) };
}

function ofFinding({ text, numbers, fix }: Finding): Remark {
  return remark(text, numbers, fix);
}

interface State {
  readonly updates: number;
  readonly steps: number;
  readonly last: number;
  readonly best: number;
  /** % of test laps, mean of the last few evaluations */
  readonly recent: number;
  readonly hasLap: boolean;
  /** % of a lap, exploring */
  readonly progress: number;
  /** against the updates before */
  readonly gained: number | null;
  readonly returns: readonly [before: number, now: number];
  readonly entropy: number;
  readonly kl: number;
  readonly driving: Driving | null;
}

function stateOf({ metrics, completion, driving, hasLapped }: Going): State {
  const tests = completion.filter((value) => value !== null);
  const late = metrics.slice(-WINDOW);
  const early = metrics.slice(-2 * WINDOW, -WINDOW);
  const newest = metrics[metrics.length - 1];
  const best = Math.max(0, ...tests);
  return {
    updates: metrics.length,
    steps: newest.global_step,
    last: tests.at(-1) ?? 0,
    best,
    recent: mean(tests.slice(-RECENT)),
    hasLap: hasLapped || best >= 100,
    progress: meanOf(late, 'charts/episodic_progress'),
    gained:
      early.length === WINDOW ? meanOf(late, 'charts/episodic_progress') - meanOf(early, 'charts/episodic_progress') : null,
    returns: [meanOf(early, 'charts/episodic_return'), meanOf(late, 'charts/episodic_return')],
    entropy: meanOf(late, 'losses/entropy'),
    kl: meanOf(late, 'losses/approx_kl'),
    driving: metrics.length >= FEW ? sumDriving(driving.slice(-WINDOW)) : null,
  };
}

/** What is wrong, the likeliest cause first; empty while it goes as it should. */
function lateTroubles(
  { mostEntropy }: Going,
  state: State,
  severe: readonly Remark[],
  driven: readonly Remark[],
): readonly Remark[] {
  const { updates, steps, recent, best, hasLap, progress, gained, returns, entropy, kl } = state;
  // What it does on the road counts more than that it arrives.
  if (recent >= LAPS_WELL) return driven.length > 0 ? [...driven, ...severe] : [];
  if (hasLap && best >= 100 && steps > LATE_STEPS && recent < LAPS_WELL) {
    return [remark(ADVICE.worse(recent / 100), '', ADVICE.worseFix), ...severe, ...driven];
  }
  const isLate = steps > LATE_STEPS || updates > LATE_UPDATES;
  const found = [...driven];
  const [before, now] = returns;
  if (gained !== null && now - before > 0.1 * Math.abs(before) + 1e-6 && gained < 1 && progress < FAR && !hasLap) {
    found.push(remark(ADVICE.collects, ADVICE.collectsNumbers(before, now, progress), ADVICE.collectsFix));
  }
  if (updates >= FEW && mostEntropy !== null && entropy < COLLAPSED * mostEntropy && progress < FAR && !hasLap) {
    found.push(remark(ADVICE.collapsed, ADVICE.collapsedNumbers(entropy, mostEntropy), ADVICE.collapsedFix));
  }
  if (updates >= FEW && kl > LARGE_KL && (!hasLap || isLate)) {
    found.push(remark(ADVICE.unsteady, `KL ${kl.toPrecision(2)} nats.`, ADVICE.unsteadyFix));
  }
  if (isLate) {
    found.push(remark(ADVICE.stuck(thousands(steps), recent / 100), endsNumbers(state.driving), ADVICE.stuckFix));
    return [...severe, ...found];
  }
  return hasLap ? [] : [...severe, ...found];
}

/** Nothing is wrong. What the check found says nothing any more where laps are driven all the same. */
function progressAdvice({ updates, last, best, recent, hasLap, gained }: State, more: readonly Remark[]): Advice {
  if (last >= 100) return advice('good', remark(ADVICE.solved, '', ADVICE.solvedMore), []);
  if (best >= 100) return advice('good', remark(ADVICE.solvedBefore(recent / 100)), []);
  if (hasLap) return advice('good', remark(ADVICE.lapping(recent / 100)), []);
  if (updates < FEW) return advice('wait', remark(ADVICE.exploring), more);
  if (gained !== null && gained > 2) return advice('good', remark(ADVICE.exploringFurther(recent / 100)), more);
  return advice('wait', remark(ADVICE.learning(recent / 100)), more);
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

function meanOf(rows: readonly Metrics[], name: keyof Metrics): number {
  return mean(rows.map((row) => row[name]).filter((value) => value !== null));
}
