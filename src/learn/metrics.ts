/** One line of `metrics.jsonl` per update, under CleanRL's names. */
import type { ShardReport } from './learner.ts';

export interface Metrics {
  readonly update: number;
  readonly global_step: number;
  readonly seconds: number;
  /** of the episodes that ended in this update's rollout; null where none did */
  readonly 'charts/episodic_return': number | null;
  /** decisions */
  readonly 'charts/episodic_length': number | null;
  /** percent of a lap */
  readonly 'charts/episodic_progress': number | null;
  readonly 'charts/laps': number;
  readonly 'charts/learning_rate': number;
  /** steps per second since the start */
  readonly 'charts/SPS': number;
  readonly 'losses/policy_loss': number;
  readonly 'losses/value_loss': number;
  readonly 'losses/entropy': number;
  readonly 'losses/approx_kl': number;
  readonly 'losses/clipfrac': number;
  readonly 'losses/explained_variance': number;
  readonly 'losses/gradient_norm': number;
}

export function metricsOf(
  update: number,
  steps: number,
  seconds: number,
  learningRate: number,
  reports: readonly ShardReport[],
): Metrics {
  const sum = (pick: (report: ShardReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const episodes = sum((r) => r.episodes.ended);
  const samples = sum((r) => r.losses.samples);
  const perEpisode = (pick: (report: ShardReport) => number) => (episodes > 0 ? sum(pick) / episodes : null);
  return {
    update,
    global_step: steps,
    seconds,
    'charts/episodic_return': perEpisode((r) => r.episodes.reward),
    'charts/episodic_length': perEpisode((r) => r.episodes.decisions),
    'charts/episodic_progress': perEpisode((r) => r.episodes.progress),
    'charts/laps': sum((r) => r.episodes.laps),
    'charts/learning_rate': learningRate,
    'charts/SPS': steps / seconds,
    'losses/policy_loss': sum((r) => r.losses.policyLoss) / samples,
    'losses/value_loss': sum((r) => r.losses.valueLoss) / samples,
    'losses/entropy': sum((r) => r.losses.entropy) / samples,
    'losses/approx_kl': sum((r) => r.losses.approxKl) / samples,
    'losses/clipfrac': sum((r) => r.losses.clipped) / samples,
    'losses/explained_variance': 1 - sum((r) => r.variance.residuals) / sum((r) => r.variance.targets),
    'losses/gradient_norm': reports[0].gradientNorm,
  };
}
