/**
 * What training with a reward function is likely to run into, from what it returned on recorded drives: each finding
 * compares two drives, or two endings, of which one should earn more than the other.
 */
import type { Evidence } from './evidence.ts';
import { driveFigures, type Figures } from './figures.ts';
import { type Finding, type FindingKind, finding } from './finding.ts';

export type { Finding } from './finding.ts';

/** Rewards below this are not scaled up any more before learning. */
const TINY = 1e-7;
/** So much of what it returns may be chance. */
const NOISE_SEVERE = 0.5;
const NOISE_NOTE = 0.05;
/** An end that outweighs the best driving so many times drowns it. */
const DWARFED = 200;
/** An edge must earn so much more than the middle of the road: lines touch edges here and there. */
const EDGE_MORE = 1.15;
const ONE_EDGE_MORE = 2.5;
/** A tenth of the lap that earns less than this part of the best tenth is left out. */
const PLACE_LEAST = 0.15;

/** What follows from another finding is not said again. */
const HIDES: Partial<Record<FindingKind, readonly FindingKind[]>> = {
  'one-side': ['standing', 'slower', 'wrong-way', 'zig-zag', 'edge', 'wheels-off', 'one-place', 'time', 'either-way'],
  'zig-zag': ['wrong-way', 'one-place'],
  edge: ['wrong-way', 'one-place', 'either-way'],
  'wheels-off': ['one-place', 'either-way', 'time'],
  later: ['wheels-off', 'edge', 'zig-zag', 'one-place', 'time', 'more-ahead'],
  'wrong-way': ['standing', 'slower', 'edge', 'wheels-off', 'every-step-costs'],
  standing: ['edge', 'wheels-off', 'zig-zag', 'one-place'],
  slower: ['edge', 'wheels-off', 'zig-zag', 'one-place'],
  'less-ahead': ['wrong-way', 'standing', 'slower'],
  'one-place': ['time', 'either-way', 'off-road'],
  'off-road': ['flat'],
  'near-objects': ['flat', 'time'],
};

/** All that is found, severe ones first. */
export function findings(evidence: Evidence): Finding[] {
  const { failed } = evidence;
  const found = failed ? [finding('fails', 'severe', failed)] : compare(driveFigures(evidence), evidence);
  const hidden = new Set(found.flatMap(({ kind, severity }) => (severity === 'severe' ? (HIDES[kind] ?? []) : [])));
  const kept = found.filter(({ kind }) => !hidden.has(kind));
  return [...kept.filter(({ severity }) => severity === 'severe'), ...kept.filter(({ severity }) => severity === 'note')];
}

function compare(f: Figures, { discount, readsObjects }: Evidence): Finding[] {
  const size = Math.max(f.most, -f.least);
  if (f.most - f.least <= 1e-9 * size) return [finding('constant', 'severe', { value: f.most })];
  if (size < TINY) return [finding('tiny', 'severe', { most: size })];
  if (f.noise > NOISE_SEVERE) return [finding('random', 'severe', { share: f.noise })];
  const found: Finding[] = [];
  if (f.noise > NOISE_NOTE) found.push(finding('random', 'note', { share: f.noise }));
  if (f.isSparse) {
    const isSame = f.leaving !== f.lap && Math.abs(f.leaving - f.finish) <= 0.05 * Math.abs(f.finish);
    if (isSame) return [...found, finding('same-ends', 'severe', { finish: f.finish, leaving: f.leaving })];
    return [...found, finding('sparse', 'severe', { silent: f.silent, finish: f.finish })];
  }
  const leaving = leavingFindings(f, discount);
  if (f.best < 0) found.push(...leaving);
  found.push(...sideFindings(f));
  found.push(...timeFindings(f));
  found.push(...wayFindings(f));
  found.push(...placeFindings(f, found));
  if (readsObjects && f.boxNear !== null && f.boxFar !== null && f.isMore(f.boxNear, f.boxFar, 1.3)) {
    found.push(finding('near-objects', 'severe', { near: f.boxNear, far: f.boxFar }));
  }
  if (f.best >= 0) found.push(...leaving);
  if (f.isMore(f.best, 0) && f.spread < 0.02 * f.best) {
    const isLeavingPunished = f.leaving < f.best / 2;
    found.push(finding('flat', isLeavingPunished ? 'note' : 'severe', { best: f.best, spread: f.spread }));
  }
  return found;
}

/** Slow or fast, early or late. */
function timeFindings(f: Figures): Finding[] {
  const found: Finding[] = [];
  const isSlowMore = f.isMore(f.crawling, f.lapStart, 1.1);
  const isStandingMore = f.isMore(f.standing, f.lapStart, 1.1);
  if (isStandingMore && (isSlowMore || f.standing > 1.5 * f.lapStart)) {
    found.push(finding('standing', 'severe', { standing: f.standing, driving: f.lapStart }));
  } else if (isSlowMore) found.push(finding('slower', 'severe', { crawling: f.crawling, driving: f.lapStart }));
  else if (f.isAlike(f.crawling, f.lapStart) && f.lapStart > 0 && f.lapTotal > f.fastTotal) {
    found.push(finding('time', 'note', { slow: f.lapTotal, fast: f.fastTotal }));
  }
  if (f.isMore(f.later, f.early, 1.3)) found.push(finding('later', 'severe', { early: f.early, later: f.later }));
  return found;
}

/** Forwards or backwards, near the end of the lap or far from it. */
function wayFindings(f: Figures): Finding[] {
  const found: Finding[] = [];
  if (f.wrongWay > 0 && f.isMore(f.wrongWay, f.lapStart, 1.2)) {
    found.push(finding('wrong-way', 'severe', { wrong: f.wrongWay, right: f.lapStart }));
  } else if (f.isAlike(f.wrongWay, f.lapStart) && f.crawling < 0.6 * f.lapStart) {
    // Where standing earns as much, it is not about moving at all.
    found.push(finding('either-way', 'note', { wrong: f.wrongWay, right: f.lapStart }));
  }
  if (f.isMore(f.early, f.ahead, 1.1)) found.push(finding('less-ahead', 'severe', { early: f.early, ahead: f.ahead }));
  else if (f.isMore(f.ahead, f.early, 1.3)) found.push(finding('more-ahead', 'note', { early: f.early, ahead: f.ahead }));
  return found;
}

/** In the middle or at an edge, left or right, straight or zig-zag. */
function sideFindings(f: Figures): Finding[] {
  const found: Finding[] = [];
  const [low, high] = [Math.min(f.leftEdge, f.rightEdge), Math.max(f.leftEdge, f.rightEdge)];
  const [least, most] = [Math.min(f.leftOff, f.rightOff), Math.max(f.leftOff, f.rightOff)];
  const isSideRead = f.isMore(Math.abs(f.otherSide - f.early), 0);
  // A car that weaves leaves the middle, and one that rides an edge steers more: the larger effect is the cause.
  const isZigZag = f.zigZag > Math.max(0, high) && f.isMore(f.zigZag, f.lapStart, 1.2);
  if (isSideRead && f.isMore(high, low, 1.5)) {
    found.push(finding('one-side', 'severe', { side: f.leftEdge > f.rightEdge ? 'left' : 'right', high, low }));
  } else if (isZigZag) {
    found.push(finding('zig-zag', 'severe', { zigZag: f.zigZag, straight: f.lapStart }));
  } else if (high > 0 && (f.isMore(low, f.lapStart, EDGE_MORE) || f.isMore(high, f.lapStart, ONE_EDGE_MORE))) {
    found.push(finding('edge', 'severe', { edge: high, middle: f.lapStart }));
  } else if (most > 0 && (f.isMore(least, f.lapStart, EDGE_MORE) || f.isMore(most, f.lapStart, ONE_EDGE_MORE))) {
    found.push(finding('wheels-off', 'severe', { off: most, on: f.lapStart }));
  }
  return found;
}

/** A clean lap that earns in one place and not in another. */
function placeFindings({ tenths }: Figures, before: readonly Finding[]): Finding[] {
  if (before.some(({ kind }) => kind === 'more-ahead' || kind === 'less-ahead')) return [];
  const [low, high] = [Math.min(...tenths), Math.max(...tenths)];
  if (high <= 0 || low >= PLACE_LEAST * high) return [];
  const [worst, best] = [tenths.indexOf(low), tenths.indexOf(high)];
  return [finding('one-place', 'severe', { best: 10 * best, high, worst: 10 * worst, low })];
}

/** How a drive ends, against driving on. */
function leavingFindings(f: Figures, discount: number): Finding[] {
  const future = f.best / (1 - discount);
  if (f.best < 0) {
    const severity = f.leaving >= future ? 'severe' : 'note';
    return [finding('every-step-costs', severity, { step: f.best, leaving: f.leaving, future })];
  }
  if (f.leaving > future) return [finding('leaving-wins', 'severe', { leaving: f.leaving, future })];
  const found: Finding[] = [];
  if (f.leaving >= 0.9 * f.beforeLeaving && f.leaving > 0) {
    // Progress ends with the drive; what is rewarded in any direction does not depend on the road at all.
    const severity = f.wrongWay >= 0.9 * f.lapStart ? 'severe' : 'note';
    found.push(finding('off-road', severity, { off: f.leaving, on: f.beforeLeaving }));
  }
  for (const [what, end] of [
    ['Finishing the lap', f.finish],
    ['Leaving the road', f.leaving],
  ] as const) {
    if (Math.abs(end) > DWARFED * Math.max(future, 1e-12)) {
      found.push(finding('dwarfed', 'severe', { what, end, step: f.best }));
    }
  }
  return found;
}
