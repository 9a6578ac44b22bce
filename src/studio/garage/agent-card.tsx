/** An agent of the Garage: what it is, what it reached, and what can be done with it. */
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { isAgentName } from '../../policy/agent.ts';
import { bestLapOf, homeTrackOf, rewardOf } from '../../store/agent-facts.ts';
import { zipAgent } from '../../store/agent-zip.ts';
import { newId, type StoredAgent, saveAgent } from '../../store/garage.browser.ts';
import { trackFromData } from '../../track/track.ts';
import { lapTime } from '../../ui/format.ts';
import { dateTime } from '../../ui/language.ts';
import { Menu } from '../../ui/menu.tsx';
import { save } from '../../ui/save.ts';
import { thumbnailUrl } from '../../ui/thumbnail.ts';
import { AgentEvaluation } from './agent-evaluation.tsx';
import { CarDialog } from './car-dialog.tsx';
import { GARAGE, RACE } from './texts.ts';

interface AgentCardProps {
  readonly agent: StoredAgent;
  readonly onChange: () => void;
  readonly onDelete: () => void;
  /** a race with this agent */
  readonly onRace: () => void;
  readonly onTrouble: (error: unknown) => void;
}

export function AgentCard({ agent: saved, onChange, onDelete, onRace, onTrouble }: AgentCardProps) {
  // A new name counts at once: a click before it is written means the agent with that name.
  const changed = useSignal<StoredAgent | null>(null);
  const agent = changed.value ?? saved;
  const { id, name, course, curve, created, files } = agent;
  const isExporting = useSignal(false);
  const nameField = useRef<HTMLInputElement>(null);
  const track = useMemo(() => course && trackFromData(course), [course]);
  const trackName = track?.name ?? homeTrackOf(files);
  const rename = async (next: string) => {
    if (next === name) return;
    if (!isAgentName(next)) onTrouble(GARAGE.badName);
    else await saveChanged(renamed(agent, next));
  };
  const saveChanged = async (next: StoredAgent) => {
    changed.value = next;
    await saveAgent(next).then(onChange, (error) => {
      changed.value = null;
      onTrouble(error);
    });
  };
  const copy = () =>
    saveAgent({ ...renamed(agent, `${name.slice(0, 58)} copy`), id: newId(), created: Date.now() }).then(onChange, onTrouble);
  return (
    <li class="card agent">
      {track && <img src={thumbnailUrl(track)} alt={track.name} />}
      <div class="agent-facts">
        <input
          ref={nameField}
          class="agent-name"
          aria-label={GARAGE.name}
          value={name}
          maxLength={64}
          onBlur={(event) => void rename(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <p class="quiet">{[trackName, dateTime(created)].filter(Boolean).join(', ')}</p>
        <BestLapLine agent={agent} />
        <RewardLine agent={agent} />
        {curve.length > 1 && <Spark curve={curve} />}
        <div class="row">
          <a class="button primary" href={`#/watch?agent=${id}`}>
            {GARAGE.watch}
          </a>
          <a class="button" href={`#/train?from=${id}`}>
            {GARAGE.continue}
          </a>
          <Menu label={GARAGE.more}>
            <button
              type="button"
              onClick={() => {
                nameField.current?.focus();
                nameField.current?.select();
              }}
            >
              {GARAGE.rename}
            </button>
            <button type="button" onClick={onRace}>
              {RACE.openWith}
            </button>
            {files['lap.json'] && <a href={`#/replay?agent=${id}`}>{GARAGE.replay}</a>}
            <button type="button" onClick={() => save(zipAgent(files), `${name}.zip`, 'application/zip')}>
              {GARAGE.download}
            </button>
            <button
              type="button"
              onClick={() => {
                isExporting.value = true;
              }}
            >
              {GARAGE.forCar}
            </button>
            <button type="button" onClick={() => void copy()}>
              {GARAGE.copy}
            </button>
            <button type="button" onClick={onDelete}>
              {GARAGE.remove}
            </button>
          </Menu>
        </div>
        <AgentEvaluation
          agent={agent}
          onDriven={(lastDrive) => void saveChanged({ ...(changed.value ?? saved), lastDrive })}
        />
        {isExporting.value && (
          <CarDialog
            agent={agent}
            onClose={() => {
              isExporting.value = false;
            }}
          />
        )}
      </div>
    </li>
  );
}

/** The lap that Replay shows, and how it was driven. */
function BestLapLine({ agent: { files, course, bestLapSeconds, firstLapSeconds } }: { agent: StoredAgent }) {
  const recorded = useMemo(() => bestLapOf(files, course && trackFromData(course)), [files, course]);
  const seconds = recorded?.seconds ?? bestLapSeconds;
  const how = recorded && [
    recorded.isFlying ? GARAGE.flying : GARAGE.standing,
    ...(recorded.isCcw === null ? [] : [recorded.isCcw ? GARAGE.ccw : GARAGE.cw]),
  ];
  return (
    <p title={GARAGE.lapHelp}>
      {GARAGE.bestLap} <b class="number">{seconds === null ? '–' : lapTime(seconds)}</b>{' '}
      {how && <span class="quiet">({how.join(', ')})</span>}
      {firstLapSeconds !== null && (
        <span class="quiet">
          {' '}
          {GARAGE.firstLap} <span class="number">{firstLapSeconds.toFixed(1)} s</span>
        </span>
      )}
    </p>
  );
}

function RewardLine({ agent: { files, rewardName } }: { agent: StoredAgent }) {
  const { name, code } = useMemo(() => rewardOf(files), [files]);
  const called = rewardName ?? name ?? (code === null ? GARAGE.unknownReward : GARAGE.customReward);
  if (code === null) {
    return (
      <p>
        {GARAGE.reward}: {called}
      </p>
    );
  }
  return (
    <details>
      <summary>
        {GARAGE.reward}: {called} <span class="quiet">{GARAGE.showReward}</span>
      </summary>
      <pre>{code}</pre>
    </details>
  );
}

/** The name is in agent.json, too. */
function renamed(agent: StoredAgent, name: string): StoredAgent {
  const manifest = JSON.parse(new TextDecoder().decode(agent.files['agent.json']));
  const text = `${JSON.stringify({ ...manifest, name }, null, 2)}\n`;
  return { ...agent, name, files: { ...agent.files, 'agent.json': new TextEncoder().encode(text) } };
}

const WIDTH = 240;
const HEIGHT = 40;

/** % of the laps asked for, over the steps it learned from. */
function Spark({ curve }: { curve: StoredAgent['curve'] }) {
  const last = curve[curve.length - 1][0];
  const points = curve.map(
    ([steps, value]) => `${((WIDTH * steps) / last).toFixed(1)},${(HEIGHT - 2 - ((HEIGHT - 4) * value) / 100).toFixed(1)}`,
  );
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={GARAGE.curve}>
      <title>{GARAGE.curve}</title>
      <polyline points={points.join(' ')} />
    </svg>
  );
}
