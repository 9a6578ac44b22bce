/** From the Garage to a race: chooses agents, track and rules, lets them race, and opens the race in Replay. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import { MAX_ENTRANTS } from '../../sim/grid.ts';
import { BUNDLED_AGENTS } from '../../store/library.browser.ts';
import { agentOptions } from '../../ui/bundled-agent-groups.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { handOver } from '../../ui/dropped.ts';
import { NumberField, Select } from '../../ui/fields.tsx';
import { lapTime } from '../../ui/format.ts';
import { CarNumber } from '../../view/car-number.tsx';
import { type AgentAtHome, agentById } from '../agent-by-id.ts';
import { useStoredAgents } from '../use-stored-agents.ts';
import { agentsProblem, type Direction, driveChosenRace, raceTrackName, raceTracks } from './agent-race.ts';
import type { RaceProgress } from './agent-race.worker.ts';
import { GARAGE, RACE } from './texts.ts';
import './race-dialog.css';

const NONE = '';
const BUNDLED = agentOptions(BUNDLED_AGENTS).map(({ label, names }) => ({
  label,
  options: names.map((name) => [name, name] as const),
}));
/** For the first race: one press. */
const EXAMPLE = ['workshop-gold', 'workshop-silver', 'workshop-bronze'];
/** Replay shows half an hour at most. */
const MAX_LAPS = 30;
const MAX_SEED = 2 ** 32 - 1;
type Contact = 'contact' | 'ghosts';

interface RaceDialogProps {
  /** agents that are entered at first: ids */
  readonly first: readonly string[];
  readonly onClose: () => void;
}

export function RaceDialog({ first, onClose }: RaceDialogProps) {
  const agents = useSignal<readonly AgentAtHome[]>([]);
  const track = useSignal(NONE);
  const direction = useSignal<Direction>('own');
  const laps = useSignal(3);
  const seed = useSignal(1);
  const contact = useSignal<Contact>('contact');
  const trouble = useSignal('');
  const running = useSignal<{ readonly stop: AbortController; readonly since: number } | null>(null);
  const progress = useSignal<RaceProgress | null>(null);
  const add = async (ids: readonly string[]) => {
    trouble.value = '';
    try {
      const more = await Promise.all(ids.map(agentById));
      agents.value = [...agents.value, ...more];
    } catch (error) {
      trouble.value = messageOf(error);
    }
  };
  const race = async () => {
    const stop = new AbortController();
    running.value = { stop, since: performance.now() };
    progress.value = null;
    trouble.value = '';
    try {
      const choice = {
        agents: agents.value,
        track: track.value,
        direction: direction.value,
        laps: laps.value,
        seed: seed.value,
        contact: contact.value === 'contact',
      };
      const uploads = await driveChosenRace(
        choice,
        (next) => {
          progress.value = next;
        },
        stop.signal,
      );
      handOver('replay', uploads, RACE.title);
    } catch (error) {
      if (!stop.signal.aborted) trouble.value = messageOf(error);
    }
    running.value = null;
  };
  const leave = useRef(() => {});
  leave.current = () => running.value?.stop.abort();
  useEffect(() => {
    void add(first);
    return () => leave.current();
  }, []);
  const problem = agentsProblem(agents.value);
  const isRunning = running.value !== null;
  const set =
    <Value,>(signal: { value: Value }) =>
    (value: Value) => {
      signal.value = value;
    };
  return (
    <Dialog title={RACE.title} closeLabel={RACE.close} onClose={onClose}>
      <Entrants agents={agents.value} isLocked={isRunning} onChange={set(agents)} />
      {agents.value.length === 0 && first.length === 0 && (
        <p class="row race-example">
          <span class="quiet">{RACE.empty}</span>
          <button type="button" onClick={() => void add(EXAMPLE)}>
            {RACE.example}
          </button>
        </p>
      )}
      <AgentChooser isLocked={isRunning || agents.value.length >= MAX_ENTRANTS} onChoose={(id) => void add([id])} />
      <div class="race-rules">
        <Select
          label={GARAGE.track}
          value={raceTrackName({ agents: agents.value, track: track.value })}
          options={raceTracks(agents.value).map((name) => [name, name])}
          disabled={isRunning}
          onChange={set(track)}
        />
        <Select
          label={RACE.direction}
          value={direction.value}
          options={[
            ['own', RACE.ownDirection],
            ['ccw', GARAGE.ccw],
            ['cw', GARAGE.cw],
          ]}
          disabled={isRunning}
          onChange={set(direction)}
        />
        <Select
          label={RACE.contact}
          value={contact.value}
          options={[
            ['contact', RACE.contacts],
            ['ghosts', RACE.ghosts],
          ]}
          disabled={isRunning}
          onChange={set(contact)}
        />
        <div class="race-numbers">
          <NumberField label={RACE.laps} value={laps.value} min={1} max={MAX_LAPS} disabled={isRunning} onChange={set(laps)} />
          <NumberField
            label={RACE.seed}
            value={seed.value}
            min={0}
            max={MAX_SEED}
            help={RACE.seedHelp}
            disabled={isRunning}
            onChange={set(seed)}
          />
        </div>
      </div>
      {problem && agents.value.length > 1 && <p role="alert">{problem}</p>}
      {trouble.value && <p role="alert">{trouble.value}</p>}
      <div class="row race-go">
        {running.value ? (
          <>
            <button type="button" onClick={() => running.value?.stop.abort()}>
              {RACE.stop}
            </button>
            <Progress progress={progress.value} since={running.value.since} laps={laps.value} />
          </>
        ) : (
          <>
            <button type="button" class="primary" disabled={problem !== ''} onClick={() => void race()}>
              {RACE.race}
            </button>
            <span class="quiet">{agents.value.length < 2 ? problem : RACE.next}</span>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Who races, with the numbers that their cars have. */
function Entrants({
  agents,
  isLocked,
  onChange,
}: {
  agents: readonly AgentAtHome[];
  isLocked: boolean;
  onChange: (agents: readonly AgentAtHome[]) => void;
}) {
  return (
    <ol class="race-entrants" aria-label={RACE.entrants}>
      {agents.map(({ id, agent, home }, i) => (
        <li key={`${id} ${i}`}>
          <CarNumber car={i} />
          <span>
            {agent.name} <span class="quiet">{[agent.car, home?.name].filter(Boolean).join(', ')}</span>
          </span>
          <button
            type="button"
            disabled={isLocked}
            aria-label={RACE.removeOne(agent.name)}
            onClick={() => onChange(agents.filter((_, k) => k !== i))}
          >
            {RACE.remove}
          </button>
        </li>
      ))}
    </ol>
  );
}

function AgentChooser({ isLocked, onChoose }: { isLocked: boolean; onChoose: (id: string) => void }) {
  const stored = useStoredAgents().value;
  const groups = [
    ...(stored.length > 0 ? [{ label: RACE.yours, options: stored.map(({ id, name }) => [id, name] as const) }] : []),
    ...BUNDLED,
  ];
  return (
    <Select
      label={RACE.add}
      value={NONE}
      options={[[NONE, RACE.choose]]}
      groups={groups}
      disabled={isLocked}
      onChange={(id) => {
        if (id !== NONE) onChoose(id);
      }}
    />
  );
}

/** How far the race is, and how fast it runs. */
function Progress({ progress, since, laps }: { progress: RaceProgress | null; since: number; laps: number }) {
  const passed = (performance.now() - since) / 1000;
  return (
    <>
      <progress max={1} value={progress?.part ?? 0} aria-label={RACE.progress} />
      <span class="number" role="status">
        {progress
          ? RACE.racing(Math.min(laps, progress.laps + 1), laps, lapTime(progress.seconds), progress.seconds / passed)
          : RACE.starting}
      </span>
    </>
  );
}
