/** The Garage: the agents of this browser, and its trainings. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../math/error.ts';
import { isAgentName, parseAgent } from '../policy/agent.ts';
import { unzipAgent, zipAgent } from '../store/agent-zip.ts';
import { forgetAgent, keepAgent, newId, type StoredAgent, storedAgents } from '../store/garage.browser.ts';
import { OWN_COURSES, ownCourse } from '../store/library.browser.ts';
import { type TrackData, trackFromData, trackToData } from '../track/track.ts';
import { lapTime } from '../ui/format.ts';
import { Nav } from '../ui/nav.tsx';
import { save } from '../ui/save.ts';
import { thumbnailUrl } from '../ui/thumbnail.ts';
import { askOnce } from './ask-once.ts';
import { CarDialog } from './car-dialog.tsx';
import type { JudgeAnswer, JudgeCall } from './judge.worker.ts';
import './rooms.css';
import { GARAGE } from './garage-texts.ts';

const UNDO_MILLISECONDS = 10_000;
const LAPS = 3;
const HOME = '';

export function Garage() {
  const agents = useSignal<readonly StoredAgent[] | null>(null);
  const trouble = useSignal('');
  const deleted = useSignal<StoredAgent | null>(null);
  const tell = (error: unknown) => {
    trouble.value = messageOf(error);
  };
  const load = () =>
    storedAgents().then((all) => {
      agents.value = all;
    }, tell);
  useEffect(() => void load(), []);
  const upload = async (file: File | undefined) => {
    if (!file) return;
    trouble.value = '';
    try {
      await keepAgent(agentOf(new Uint8Array(await file.arrayBuffer()), file.name));
      await load();
    } catch (error) {
      tell(error);
    }
  };
  const remove = async (agent: StoredAgent) => {
    await forgetAgent(agent.id).catch(tell);
    deleted.value = agent;
    setTimeout(() => {
      if (deleted.value === agent) deleted.value = null;
    }, UNDO_MILLISECONDS);
    await load();
  };
  const undo = async () => {
    const agent = deleted.value;
    deleted.value = null;
    if (agent) await keepAgent(agent).catch(tell);
    await load();
  };
  return (
    <div class="room">
      <Nav here="garage" />
      <main class="garage">
        <div class="row spread">
          <h1>{GARAGE.title}</h1>
          <label class="button">
            {GARAGE.upload}
            <input
              type="file"
              class="unseen"
              accept=".zip"
              onChange={(event) => void upload(event.currentTarget.files?.[0])}
            />
          </label>
        </div>
        {trouble.value && <p role="alert">{trouble.value}</p>}
        {deleted.value && (
          <p class="row card" role="status">
            {GARAGE.deleted(deleted.value.name)}
            <button type="button" onClick={() => void undo()}>
              {GARAGE.undo}
            </button>
          </p>
        )}
        {agents.value?.length === 0 && (
          <div class="card empty">
            <p>{GARAGE.empty}</p>
            <a class="button primary" href="#/train">
              {GARAGE.train}
            </a>
          </div>
        )}
        <ul class="agents">
          {(agents.value ?? []).map((agent) => (
            <AgentCard
              key={agent.id}
              agent={agent}
              onChange={() => void load()}
              onDelete={() => void remove(agent)}
              onTrouble={tell}
            />
          ))}
        </ul>
      </main>
    </div>
  );
}

/** @throws UserError for anything but an agent */
function agentOf(bytes: Uint8Array, place: string): StoredAgent {
  const files = unzipAgent(bytes, place);
  const { name, summary } = parseAgent(files, place);
  const { bestLapSeconds, firstLap } = summary;
  const firstLapSeconds = firstLap?.seconds ?? null;
  return { id: newId(), name, created: Date.now(), files, course: null, bestLapSeconds, firstLapSeconds, curve: [] };
}

interface CardProps {
  readonly agent: StoredAgent;
  readonly onChange: () => void;
  readonly onDelete: () => void;
  readonly onTrouble: (error: unknown) => void;
}

function AgentCard({ agent: kept, onChange, onDelete, onTrouble }: CardProps) {
  // A new name counts at once: whoever clicks before it is written means the agent with that name.
  const changed = useSignal<StoredAgent | null>(null);
  const agent = changed.value ?? kept;
  const { name, course, bestLapSeconds, firstLapSeconds, curve, created, files } = agent;
  const isLeaving = useSignal(false);
  const leave = (isOpen: boolean) => {
    isLeaving.value = isOpen;
  };
  const rename = async (next: string) => {
    if (next === name) return;
    if (!isAgentName(next)) onTrouble(GARAGE.badName);
    else await keepChanged(renamed(agent, next));
  };
  const keepChanged = async (next: StoredAgent) => {
    changed.value = next;
    await keepAgent(next).then(onChange, (error) => {
      changed.value = null;
      onTrouble(error);
    });
  };
  const copy = () =>
    keepAgent({ ...renamed(agent, `${name.slice(0, 58)} copy`), id: newId(), created: Date.now() }).then(onChange, onTrouble);
  return (
    <li class="card agent">
      {course && <img src={thumbnailUrl(trackFromData(course))} alt={course.name} />}
      <div class="agent-facts">
        <input
          class="agent-name"
          aria-label={GARAGE.name}
          value={name}
          maxLength={64}
          onBlur={(event) => void rename(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <p class="quiet">
          {course ? `${course.name}, ` : ''}
          {new Date(created).toLocaleString()}
        </p>
        <p>
          {GARAGE.bestLap} <b class="number">{bestLapSeconds === null ? '–' : lapTime(bestLapSeconds)}</b>{' '}
          {firstLapSeconds !== null && (
            <span class="quiet">
              {GARAGE.firstLap} <span class="number">{firstLapSeconds.toFixed(1)} s</span>
            </span>
          )}
        </p>
        {curve.length > 1 && <Spark curve={curve} />}
        <div class="row">
          <a class="button" href={`#/train?from=${agent.id}`}>
            {GARAGE.goOn}
          </a>
          <button type="button" onClick={() => save(zipAgent(files), `${name}.zip`, 'application/zip')}>
            {GARAGE.download}
          </button>
          {files['lap.json'] && (
            <a class="button" href={`#/replay?agent=${agent.id}`}>
              {GARAGE.replay}
            </a>
          )}
          <button type="button" onClick={() => leave(true)}>
            {GARAGE.forCar}
          </button>
          <button type="button" onClick={() => void copy()}>
            {GARAGE.clone}
          </button>
          <button type="button" onClick={onDelete}>
            {GARAGE.remove}
          </button>
        </div>
        <Judging agent={agent} onDriven={(lastDrive) => void keepChanged({ ...(changed.value ?? kept), lastDrive })} />
        {isLeaving.value && <CarDialog agent={agent} onClose={() => leave(false)} />}
      </div>
    </li>
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

interface JudgingProps {
  readonly agent: StoredAgent;
  readonly onDriven: (drive: NonNullable<StoredAgent['lastDrive']>) => void;
}

/** Lets the agent drive laps, as `lapzero evaluate` does. */
function Judging({ agent, onDriven }: JudgingProps) {
  const place = useSignal(HOME);
  const state = useSignal<'idle' | 'driving' | JudgeAnswer>('idle');
  const drive = async () => {
    state.value = 'driving';
    try {
      const course: TrackData =
        place.value === HOME && agent.course ? agent.course : trackToData(await ownCourse(place.value || OWN_COURSES[0]));
      const call: JudgeCall = { files: agent.files, course, laps: LAPS, seed: 1 };
      const worker = new Worker(new URL('./judge.worker.ts', import.meta.url), { type: 'module' });
      const answer = await askOnce<JudgeAnswer>(worker, call);
      state.value = answer;
      onDriven({ recording: answer.recording, course });
    } catch (error) {
      state.value = { failed: messageOf(error) };
    }
  };
  const now = state.value;
  return (
    <div class="judging">
      <div class="row">
        <select
          aria-label={GARAGE.course}
          value={place.value}
          onChange={(event) => {
            place.value = event.currentTarget.value;
          }}
        >
          {agent.course && <option value={HOME}>{GARAGE.ownCourse}</option>}
          {OWN_COURSES.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" disabled={now === 'driving'} onClick={() => void drive()}>
          {now === 'driving' ? GARAGE.driving : GARAGE.evaluate}
        </button>
        {agent.lastDrive && (
          <a class="button" href={`#/replay?agent=${agent.id}&drive=last`}>
            {GARAGE.seeDrive}
          </a>
        )}
      </div>
      {typeof now === 'object' && 'failed' in now && <p role="alert">{now.failed}</p>}
      {typeof now === 'object' && 'judgement' in now && (
        <ol class="laps" title={`${GARAGE.hash} ${now.judgement.hash}`}>
          {now.judgement.laps.map(({ seconds, clean, offTracks, crashes }, i) => (
            <li key={i}>
              <span class="number">{lapTime(seconds)}</span> {clean ? GARAGE.clean : GARAGE.faults(offTracks, crashes)}
            </li>
          ))}
          {!now.judgement.completed && <li>{GARAGE.gaveUp(now.judgement.progress)}</li>}
          {now.limit && <li class="quiet">{GARAGE.limit(lapTime(now.limit.limitSeconds), now.limit.ratio)}</li>}
        </ol>
      )}
    </div>
  );
}
