/** Advice on the page: the headline on how a training goes, and what the check found about the reward. */
import type { Finding } from '../../reward/diagnosis.ts';
import { check } from './checker.ts';
import type { TrainingClient } from './client.ts';
import { coach } from './coach.ts';
import { useTraining } from './context.ts';
import type { Remark } from './driving-advice.ts';
import { seesObjects, setup } from './setup.ts';
import { TEXT } from './texts.ts';

const UNTRAINED = { metrics: [], completion: [], driving: [], hasLapped: false };

/** The training is over, and its reward is not the one on the page any more. */
function isOfAnotherReward(training: TrainingClient): boolean {
  const [trained, next] = [training.run.value?.recipe.reward, setup.value?.recipe.reward];
  return training.isOver() && JSON.stringify(trained) !== JSON.stringify(next);
}

/** @param mostEntropy the largest that the action space allows, nats; null for a continuous one */
export function AdviceBox({ mostEntropy }: { mostEntropy: number | null }) {
  const training = useTraining();
  const answer = check.value;
  const result = answer.state === 'done' ? answer.result : null;
  const findings = result && result.problem === null ? result.findings : null;
  if (training.phase.value === 'reward-failed') return <p class="advice trouble">{TEXT.reward.failedTitle}</p>;
  const isBlind =
    setup.value !== null && training.isOver() && training.phase.value !== 'finished' && !seesObjects(setup.value);
  if (isBlind) return <p class="advice trouble">{TEXT.reward.blind}</p>;
  const going = {
    metrics: training.metrics.value,
    completion: training.completion.value,
    driving: training.driving.value,
    // Whichever way round: the lap time beside it says so, too.
    hasLapped: training.lapSeconds.value.some((value) => value !== null),
    mostEntropy,
  };
  const advice = isOfAnotherReward(training)
    ? (coach({ ...UNTRAINED, mostEntropy, findings }) ?? coach({ ...going, findings: null }))
    : coach({ ...going, findings });
  if (!advice) return <p class="advice wait">{TEXT.noAdvice}</p>;
  return (
    <div class={`advice ${advice.kind}`} aria-live="polite">
      <RemarkLines remark={advice} />
      {advice.more.map((remark) => (
        <RemarkLines key={remark.text} remark={remark} />
      ))}
    </div>
  );
}

/** What training with the reward is likely to run into. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  return findings.map((finding) => (
    <div key={finding.kind} class={`finding ${finding.severity}`}>
      <RemarkLines remark={finding} />
    </div>
  ));
}

/** The sentence, and below it the numbers and the fix. */
function RemarkLines({ remark: { text, numbers, fix } }: { remark: Remark }) {
  const below = [numbers, fix].filter(Boolean).join(' ');
  return (
    <>
      <p class="remark">{text}</p>
      {below && <p class="quiet">{below}</p>}
    </>
  );
}
