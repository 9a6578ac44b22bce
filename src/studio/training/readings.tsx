/** How the training goes: the followed car's frame, the curves, a plain word. */
import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Metrics } from '../../learn/metrics.ts';
import type { Recipe } from '../../learn/recipe.ts';
import type { Spot } from '../../policy/cover.ts';
import { type StoredRun, storedRuns } from '../../store/garage.browser.ts';
import { Chart, type ChartProps } from '../../ui/chart.tsx';
import { Select } from '../../ui/fields.tsx';
import { lapTime, thousands } from '../../ui/format.ts';
import { dateTime } from '../../ui/language.ts';
import type { ShowFrame } from '../../view/showing.ts';
import { FollowedCarFrame } from '../followed-car-frame.tsx';
import { AdviceBox } from './advice.tsx';
import { useTraining } from './context.ts';
import type { Filters } from './filters.ts';
import { NetworkView } from './network-view.tsx';
import { TEXT } from './texts.ts';

const { charts: CHARTS } = TEXT;
const PERCENT = [0, 100] as const;

export interface ReadingsProps {
  readonly recipe: Recipe;
  /** signals, since they change many times a second and concern few parts */
  readonly frame: ReadonlySignal<ShowFrame | null>;
  readonly filters: ReadonlySignal<Filters | null>;
  /** the patch of the followed car's frame that is hidden from the policy */
  readonly cover: Signal<Spot | null>;
}

export function Readings({ recipe, frame, cover, filters }: ReadingsProps) {
  const training = useTraining();
  const metrics = training.metrics.value;
  const completion = training.completion.value;
  const beside = useSignal<StoredRun | null>(null);
  const isDetailed = useSignal(false);
  const steps = useMemo(() => metrics.map((row) => row.global_step), [metrics]);
  const besideSteps = useMemo(() => beside.value?.metrics.map((row) => row.global_step) ?? [], [beside.value]);
  const ofMetric = (name: keyof Metrics): Pick<ChartProps, 'x' | 'y' | 'beside'> => ({
    x: steps,
    y: metrics.map((row) => row[name]),
    beside: beside.value ? { x: besideSteps, y: beside.value.metrics.map((row) => row[name]) } : undefined,
  });
  const ofList = (own: readonly (number | null)[], name: 'completion' | 'lapSeconds') => ({
    x: steps,
    y: own,
    beside: beside.value ? { x: besideSteps, y: beside.value[name] } : undefined,
  });
  const { actionSpace } = recipe;
  const most = actionSpace.kind === 'discrete' ? Math.log(actionSpace.actions.length) : null;
  const best = bestOf(completion, training.lapSeconds.value);
  return (
    <>
      <FollowedCarFrame frame={frame} cover={cover} actionSpace={actionSpace} architecture={recipe.architecture} />
      <AdviceBox mostEntropy={most} />
      <Chart
        title={CHARTS.completion}
        unit="%"
        range={PERCENT}
        {...ofList(completion, 'completion')}
        mark={best === null ? undefined : { at: best, label: CHARTS.bestMark }}
      />
      <TestLaps />
      <Chart title={CHARTS.progress} unit="%" range={PERCENT} {...ofMetric('charts/episodic_progress')} />
      <Chart title={CHARTS.lap} unit="" {...ofList(training.lapSeconds.value, 'lapSeconds')} format={lapTime} />
      <Chart title={CHARTS.return} unit="" {...ofMetric('charts/episodic_return')} />
      <p class="quiet">{CHARTS.legend}</p>
      <details
        class="fold"
        onToggle={(event) => {
          isDetailed.value = event.currentTarget.open;
        }}
      >
        <summary>{TEXT.details}</summary>
        {isDetailed.value && (
          <div class="fold-inside">
            <BesideChooser
              run={beside.value}
              onChange={(run) => {
                beside.value = run;
              }}
            />
            <Chart title={CHARTS.entropy} unit="nats" {...ofMetric('losses/entropy')} />
            <Chart title={CHARTS.kl} unit="nats" {...ofMetric('losses/approx_kl')} />
            <Chart title={CHARTS.policyLoss} unit="" {...ofMetric('losses/policy_loss')} />
            <Chart title={CHARTS.valueLoss} unit="" {...ofMetric('losses/value_loss')} />
            <Chart title={CHARTS.explained} unit="" {...ofMetric('losses/explained_variance')} />
            <Chart title={CHARTS.rate} unit="/s" {...ofMetric('charts/SPS')} format={thousands} />
            <NetworkView frame={frame} filters={filters} />
          </div>
        )}
      </details>
    </>
  );
}

/** The newest test laps, each way round. */
function TestLaps() {
  const directions = useTraining().testLaps.value;
  if (directions.length === 0) return null;
  return (
    <ul class="test-laps" title={CHARTS.completionHelp}>
      {directions.map(({ isCcw, laps, asked, progress, bestSeconds }) => (
        <li key={String(isCcw)}>
          <span aria-hidden="true">{isCcw ? '↺' : '↻'}</span> {isCcw ? CHARTS.ccw : CHARTS.cw}{' '}
          <span class="number">
            {CHARTS.lapsOf(laps, asked)}
            {bestSeconds !== null && `, ${lapTime(bestSeconds)}`}
            {bestSeconds === null && `, ${CHARTS.gotTo(progress.toFixed(0))}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The update whose weights are the best so far: more laps, then faster ones. */
function bestOf(completion: readonly (number | null)[], laps: readonly (number | null)[]): number | null {
  let best: number | null = null;
  const better = (a: number, b: number) => {
    const [own, other] = [completion[a] ?? 0, completion[b] ?? 0];
    if (own !== other) return own > other;
    return (laps[a] ?? Number.POSITIVE_INFINITY) < (laps[b] ?? Number.POSITIVE_INFINITY);
  };
  for (let i = 0; i < completion.length; i++) {
    if (completion[i] !== null && (best === null || better(i, best))) best = i;
  }
  return best;
}

const NOTHING = '';

/** Which earlier run is drawn beside, dashed. */
function BesideChooser({ run, onChange }: { run: StoredRun | null; onChange: (run: StoredRun | null) => void }) {
  const runs = useSignal<readonly StoredRun[]>([]);
  const own = useTraining().run.value?.id;
  useEffect(() => {
    storedRuns().then(
      (all) => {
        runs.value = all.filter(({ id, metrics }) => id !== own && metrics.length > 0);
      },
      () => {},
    );
  }, [own]);
  return (
    <Select
      label={CHARTS.beside}
      value={run?.id ?? NOTHING}
      options={[
        [NOTHING, CHARTS.nothing],
        ...runs.value.map(({ id, name, started }): [string, string] => [id, `${name}, ${dateTime(started)}`]),
      ]}
      onChange={(id) => onChange(runs.value.find((candidate) => candidate.id === id) ?? null)}
    />
  );
}
