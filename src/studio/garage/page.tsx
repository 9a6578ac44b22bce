/** The Garage: the agents of this browser, and the bundled ones. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import { parseAgent } from '../../policy/agent.ts';
import { unzipAgent } from '../../store/agent-zip.ts';
import { deleteAgent, newId, type StoredAgent, saveAgent, storedAgents } from '../../store/garage.browser.ts';
import { useDropped } from '../../ui/dropped.ts';
import { Select } from '../../ui/fields.tsx';
import { Nav } from '../../ui/nav.tsx';
import { toast } from '../../ui/toast.tsx';
import { AgentCard } from './agent-card.tsx';
import { BundledAgents } from './bundled-agents.tsx';
import { RaceDialog } from './race-dialog.tsx';
import { GARAGE, RACE } from './texts.ts';
import './page.css';

type Sort = keyof typeof GARAGE.sorts;
const ALL = '';

export function GaragePage() {
  const agents = useSignal<readonly StoredAgent[] | null>(null);
  const trouble = useSignal('');
  const sort = useSignal<Sort>('newest');
  const track = useSignal(ALL);
  /** the agents that a race begins with; null while none is put together */
  const racing = useSignal<readonly string[] | null>(null);
  const fail = (error: unknown) => {
    trouble.value = messageOf(error);
  };
  const load = () =>
    storedAgents().then((all) => {
      agents.value = all;
    }, fail);
  useEffect(() => void load(), []);
  const upload = async (file: File | undefined) => {
    if (!file) return;
    trouble.value = '';
    try {
      await saveAgent(agentOf(new Uint8Array(await file.arrayBuffer()), file.name));
      await load();
    } catch (error) {
      fail(error);
    }
  };
  useDropped('garage', (uploads) => {
    for (const { file } of uploads) void upload(file);
  });
  const remove = async (agent: StoredAgent) => {
    await deleteAgent(agent.id).catch(fail);
    const undo = () => void saveAgent(agent).catch(fail).then(load);
    toast({ text: GARAGE.deleted(agent.name), action: { label: GARAGE.undo, run: undo } });
    await load();
  };
  const tracks = [...new Set((agents.value ?? []).flatMap(({ course }) => course?.name ?? []))].sort();
  const shown = sorted(
    (agents.value ?? []).filter(({ course }) => track.value === ALL || course?.name === track.value),
    sort.value,
  );
  return (
    <div class="room">
      <Nav here="garage" />
      <main class="garage">
        <div class="row spread">
          <h1>{GARAGE.title}</h1>
          <div class="row">
            <Select
              label={GARAGE.sort}
              value={sort.value}
              options={(Object.keys(GARAGE.sorts) as Sort[]).map((name) => [name, GARAGE.sorts[name]])}
              onChange={(name) => {
                sort.value = name;
              }}
            />
            <Select
              label={GARAGE.filter}
              value={track.value}
              options={[[ALL, GARAGE.anyTrack], ...tracks.map((name): [string, string] => [name, name])]}
              onChange={(name) => {
                track.value = name;
              }}
            />
            <button
              type="button"
              onClick={() => {
                racing.value = [];
              }}
            >
              {RACE.open}
            </button>
            <label class="button">
              {GARAGE.upload}
              <input
                type="file"
                class="unseen"
                accept=".zip"
                onChange={(event) => {
                  void upload(event.currentTarget.files?.[0]);
                  event.currentTarget.value = '';
                }}
              />
            </label>
          </div>
        </div>
        {trouble.value && <p role="alert">{trouble.value}</p>}
        {agents.value?.length === 0 && (
          <div class="card empty">
            <p>{GARAGE.empty}</p>
            <a class="button primary" href="#/train">
              {GARAGE.train}
            </a>
          </div>
        )}
        <ul class="agents">
          {shown.map((agent) => (
            <AgentCard
              key={agent.id}
              agent={agent}
              onChange={() => void load()}
              onDelete={() => void remove(agent)}
              onRace={() => {
                racing.value = [agent.id];
              }}
              onTrouble={fail}
            />
          ))}
        </ul>
        <BundledAgents />
        {racing.value && (
          <RaceDialog
            first={racing.value}
            onClose={() => {
              racing.value = null;
            }}
          />
        )}
      </main>
    </div>
  );
}

function sorted(agents: readonly StoredAgent[], by: Sort): StoredAgent[] {
  const lap = ({ bestLapSeconds }: StoredAgent) => bestLapSeconds ?? Number.POSITIVE_INFINITY;
  const orders: Readonly<Record<Sort, (a: StoredAgent, b: StoredAgent) => number>> = {
    newest: (a, b) => b.created - a.created,
    fastest: (a, b) => (lap(a) === lap(b) ? b.created - a.created : lap(a) - lap(b)),
    name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  };
  return [...agents].sort(orders[by]);
}

/** @throws UserError for anything but an agent */
function agentOf(bytes: Uint8Array, place: string): StoredAgent {
  const files = unzipAgent(bytes, place);
  const { name, summary } = parseAgent(files, place);
  const { bestLapSeconds, firstLap } = summary;
  const firstLapSeconds = firstLap?.seconds ?? null;
  return { id: newId(), name, created: Date.now(), files, course: null, bestLapSeconds, firstLapSeconds, curve: [] };
}
