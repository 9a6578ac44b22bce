/** The rewards that were trained with in this browser, what each reached, and how it differs from the one on the page. */
import { useSignal } from '@preact/signals';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import type { RewardSource } from '../../reward/source.ts';
import { type StoredRun, storedRuns } from '../../store/garage.browser.ts';
import { libraryReward } from '../../store/library.browser.ts';
import { trackFromData } from '../../track/track.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { lapTime, thousands } from '../../ui/format.ts';
import { dateTime } from '../../ui/language.ts';
import { TEXT } from './texts.ts';

const { history: HISTORY } = TEXT.reward;
const RewardDiff = lazy(() => import('./reward-diff.tsx').then(({ RewardDiff }) => RewardDiff));

const SNIPPET_LINES = 4;

interface RewardHistoryProps {
  readonly current: RewardSource;
  readonly disabled: boolean;
  /** @param template its name in the library, where it is of there */
  readonly onUse: (reward: RewardSource, template: string | null) => void;
  readonly onClose: () => void;
}

export function RewardHistory({ current, disabled, onUse, onClose }: RewardHistoryProps) {
  const runs = useSignal<readonly StoredRun[] | null>(null);
  const compared = useSignal<{ readonly id: string; readonly reward: RewardSource } | null>(null);
  const trouble = useSignal('');
  const fail = (error: unknown) => {
    trouble.value = messageOf(error);
  };
  useEffect(() => {
    storedRuns().then((all) => {
      runs.value = all.filter(({ metrics }) => metrics.length > 0);
    }, fail);
  }, []);
  const use = (run: StoredRun) =>
    rewardOf(run).then((reward) => {
      onUse(reward, templateOf(run));
      onClose();
    }, fail);
  const compare = (run: StoredRun) =>
    rewardOf(run).then((reward) => {
      compared.value = compared.value?.id === run.id ? null : { id: run.id, reward };
    }, fail);
  return (
    <Dialog title={HISTORY.title} closeLabel={TEXT.close} onClose={onClose}>
      {trouble.value && <p role="alert">{trouble.value}</p>}
      {runs.value?.length === 0 && <p>{HISTORY.empty}</p>}
      <ul class="history">
        {(runs.value ?? []).map((run) => (
          <li key={run.id}>
            <div class="row spread">
              <span>
                <b>{run.rewardName ?? templateOf(run) ?? HISTORY.custom}</b>{' '}
                <span class="quiet">
                  {run.courses[0]?.name}, {dateTime(run.started)}
                </span>
                <br />
                {reached(run)}
                {run.reward && (
                  <pre class="snippet">{run.reward.text.trim().split('\n').slice(0, SNIPPET_LINES).join('\n')}</pre>
                )}
              </span>
              <span class="row">
                <button type="button" aria-expanded={compared.value?.id === run.id} onClick={() => void compare(run)}>
                  {HISTORY.compare}
                </button>
                <button type="button" disabled={disabled} onClick={() => void use(run)}>
                  {HISTORY.use}
                </button>
              </span>
            </div>
            {compared.value?.id === run.id && (
              <Suspense fallback={<p class="quiet">{TEXT.reward.loading}</p>}>
                <p class="quiet">{HISTORY.sides}</p>
                <RewardDiff before={compared.value.reward} after={current} />
              </Suspense>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function templateOf({ recipe }: StoredRun): string | null {
  return typeof recipe.reward === 'string' ? recipe.reward : null;
}

async function rewardOf(run: StoredRun): Promise<RewardSource> {
  return run.reward ?? (await libraryReward(templateOf(run) ?? '', 'python', trackFromData(run.courses[0])));
}

/** Its test laps, its first lap, its steps. */
function reached({ completion, lapSeconds, firstLapSeconds, metrics }: StoredRun): string {
  const best = Math.max(0, ...completion.filter((value) => value !== null));
  const laps = lapSeconds.filter((value) => value !== null);
  return [
    HISTORY.tested(best.toFixed(0)),
    ...(firstLapSeconds === null ? [] : [HISTORY.firstLap(firstLapSeconds.toFixed(1))]),
    ...(laps.length > 0 ? [HISTORY.bestLap(lapTime(Math.min(...laps)))] : []),
    HISTORY.steps(thousands(metrics.at(-1)?.global_step ?? 0)),
  ].join(', ');
}
