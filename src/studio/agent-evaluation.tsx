/** Lets an agent drive laps, as `lapzero evaluate` does, and says how it went. */
import { useSignal } from '@preact/signals';
import { messageOf } from '../math/error.ts';
import type { StoredAgent } from '../store/garage.browser.ts';
import { BUNDLED_TRACKS, bundledTrack, KNOWN_TRACKS } from '../store/library.browser.ts';
import { type TrackData, trackToData } from '../track/track.ts';
import { lapTime } from '../ui/format.ts';
import { homeTrackOf } from './agent-facts.ts';
import { askOnce } from './ask-once.ts';
import { GARAGE } from './garage-texts.ts';
import type { JudgeAnswer, JudgeCall } from './judge.worker.ts';

const LAPS = 3;
/** The agent's own track, which need not be a bundled one. */
const HOME = '';
/** Where an agent drives whose track is not known. */
const FALLBACK = 'workshop';

interface AgentEvaluationProps {
  readonly agent: StoredAgent;
  readonly onDriven: (drive: NonNullable<StoredAgent['lastDrive']>) => void;
}

type Judged = Extract<JudgeAnswer, { judgement: unknown }>;
type Driven = Judged & Extract<JudgeAnswer, { limit: unknown }>;

const newJudge = () => new Worker(new URL('./judge.worker.ts', import.meta.url), { type: 'module' });

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
      const call: JudgeCall = { files: agent.files, track, laps: LAPS, seed: 1 };
      const answer = await askOnce<JudgeAnswer>(newJudge(), call, [], (next) => {
        progress.value = next;
      });
      if (!('judgement' in answer)) throw new Error('no judgement came');
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
  const addLimit = async (answer: Judged, track: TrackData) => {
    const call: JudgeCall = { files: agent.files, track, beside: answer.judgement };
    const found = await askOnce<JudgeAnswer>(newJudge(), call).catch(() => null);
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

function Laps({ driven: { judgement, limit } }: { driven: Driven }) {
  return (
    <ol class="laps" title={`${GARAGE.hash} ${judgement.hash}`}>
      {judgement.laps.map(({ seconds, clean, offTracks, crashes }, i) => (
        <li key={i}>
          <span class="number">{lapTime(seconds)}</span> {clean ? GARAGE.clean : GARAGE.faults(offTracks, crashes)}
        </li>
      ))}
      {!judgement.completed && <li>{GARAGE.gaveUp(judgement.progress)}</li>}
      {limit && <li class="quiet">{GARAGE.limit(lapTime(limit.limitSeconds), limit.ratio)}</li>}
    </ol>
  );
}
