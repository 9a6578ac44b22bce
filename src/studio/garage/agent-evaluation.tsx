/** Lets an agent drive laps, as `lapzero evaluate` does, and says how it went. */
import { useSignal } from '@preact/signals';
import { messageOf } from '../../math/error.ts';
import { homeTrackOf } from '../../store/agent-facts.ts';
import type { StoredAgent } from '../../store/garage.browser.ts';
import { BUNDLED_TRACKS, bundledTrack, KNOWN_TRACKS } from '../../store/library.browser.ts';
import { type TrackData, trackToData } from '../../track/track.ts';
import { askOnce } from '../../ui/ask-once.ts';
import { lapTime } from '../../ui/format.ts';
import type { EvaluationAnswer, EvaluationCall } from './evaluation.worker.ts';
import { GARAGE } from './texts.ts';

const LAPS = 3;
/** The agent's own track, which need not be a bundled one. */
const HOME = '';
/** Where an agent drives whose track is not known. */
const FALLBACK = 'workshop';

interface AgentEvaluationProps {
  readonly agent: StoredAgent;
  readonly onDriven: (drive: NonNullable<StoredAgent['lastDrive']>) => void;
}

type Evaluated = Extract<EvaluationAnswer, { result: unknown }>;
type Driven = Evaluated & Extract<EvaluationAnswer, { limit: unknown }>;

const newEvaluationWorker = () => new Worker(new URL('./evaluation.worker.ts', import.meta.url), { type: 'module' });

export function AgentEvaluation({ agent, onDriven }: AgentEvaluationProps) {
  const home = homeTrackOf(agent.files);
  const first = agent.course ? HOME : home && KNOWN_TRACKS.includes(home) ? home : FALLBACK;
  const place = useSignal(first);
  const progress = useSignal<{ readonly laps: number; readonly percent: number } | null>(null);
  const driven = useSignal<Driven | null>(null);
  const trouble = useSignal('');
  const drive = async () => {
    progress.value = { laps: 0, percent: 0 };
    trouble.value = '';
    driven.value = null;
    try {
      const track: TrackData =
        place.value === HOME && agent.course ? agent.course : trackToData(await bundledTrack(place.value));
      const call: EvaluationCall = { files: agent.files, track, laps: LAPS, seed: 1 };
      const answer = await askOnce<EvaluationAnswer>(newEvaluationWorker(), call, {
        onProgress(next) {
          progress.value = next;
        },
      });
      if (!('result' in answer)) throw new Error('the worker sent no result');
      driven.value = { ...answer, limit: null };
      onDriven({ recording: answer.recording, course: track });
      void addLimit(answer, track);
    } catch (error) {
      trouble.value = messageOf(error);
    } finally {
      progress.value = null;
    }
  };
  /** Takes seconds, which the laps need not wait for; without it they stand alone. */
  const addLimit = async (answer: Evaluated, track: TrackData) => {
    const call: EvaluationCall = { files: agent.files, track, beside: answer.result };
    const found = await askOnce<EvaluationAnswer>(newEvaluationWorker(), call).catch(() => null);
    // Another drive may have come meanwhile.
    if (found && 'limit' in found && driven.value?.recording === answer.recording) driven.value = { ...answer, ...found };
  };
  const now = progress.value;
  const tracks = KNOWN_TRACKS.filter((name) => BUNDLED_TRACKS.includes(name) || name === home);
  return (
    <div class="judging">
      <div class="row">
        <select
          aria-label={GARAGE.track}
          value={place.value}
          onChange={(event) => {
            place.value = event.currentTarget.value;
          }}
        >
          {agent.course && <option value={HOME}>{GARAGE.homeTrack(agent.course.name)}</option>}
          {tracks
            .filter((name) => name !== agent.course?.name)
            .map((name) => (
              <option key={name} value={name}>
                {name === home ? GARAGE.homeTrack(name) : name}
              </option>
            ))}
        </select>
        <button type="button" disabled={now !== null} onClick={() => void drive()}>
          {now === null ? GARAGE.evaluate : GARAGE.driving(now.laps + 1, now.percent)}
        </button>
        {agent.lastDrive && (
          <a class="button" href={`#/replay?agent=${agent.id}&drive=last`}>
            {GARAGE.seeDrive}
          </a>
        )}
      </div>
      {trouble.value && <p role="alert">{trouble.value}</p>}
      {driven.value && <Laps driven={driven.value} />}
    </div>
  );
}

function Laps({ driven: { result, limit } }: { driven: Driven }) {
  return (
    <ol class="laps" title={`${GARAGE.hash} ${result.hash}`}>
      {result.laps.map(({ seconds, clean, offTracks, crashes }, i) => (
        <li key={i}>
          <span class="number">{lapTime(seconds)}</span> {clean ? GARAGE.clean : GARAGE.faults(offTracks, crashes)}
        </li>
      ))}
      {!result.completed && <li>{GARAGE.gaveUp(result.progress)}</li>}
      {limit && <li class="quiet">{GARAGE.limit(lapTime(limit.limitSeconds), limit.ratio)}</li>}
    </ol>
  );
}
