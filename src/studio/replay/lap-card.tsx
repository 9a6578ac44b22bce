/** A lap of Replay: who drove, how long its parts took, and what can be done with it. */
import type { RewardText } from '../../reward/source.ts';
import { lapTime } from '../../ui/format.ts';
import { save } from '../../ui/save.ts';
import type { ReplayLap } from './laps.ts';
import { REPLAY } from './texts.ts';

interface LapCardProps {
  readonly lap: ReplayLap;
  readonly colour: string | undefined;
  readonly best: number;
  readonly isFollowed: boolean;
  readonly isBusy: boolean;
  readonly onFollow: () => void;
  readonly onRescore: (reward: RewardText) => void;
  readonly onRemove: () => void;
}

export function LapCard({ lap, colour, best, isFollowed, isBusy, onFollow, onRescore, onRemove }: LapCardProps) {
  const { name, source, track, playback, agentReward, rewardName } = lap;
  const bestSeconds = Math.min(...playback.laps.map(({ seconds }) => seconds));
  return (
    <li class="card">
      <p class="row">
        <i class="chip" style={{ background: colour }} /> <b>{name}</b>{' '}
        <span class="quiet">{[track.name, directionOf(lap)].filter(Boolean).join(', ')}</span>
        <span class="quiet">{verdictOn({ source, playback })}</span>
      </p>
      <table>
        <thead>
          <tr>
            <th>{REPLAY.lap}</th>
            {REPLAY.sectors.map((sector) => (
              <th key={sector}>{sector}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {playback.laps.map(({ from, seconds, sectors }, i) => (
            <tr key={from} class={seconds === bestSeconds ? 'best' : ''}>
              <td class="number">
                {lapTime(seconds)} {seconds > best && <span class="quiet">+{(seconds - best).toFixed(3)}</span>}{' '}
                {i === 0 && source && <span class="quiet">{REPLAY.standing}</span>}
              </td>
              {sectors.map((sector, k) => (
                <td key={REPLAY.sectors[k]} class="number">
                  {sector.toFixed(2)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div class="row">
        <button type="button" aria-pressed={isFollowed} onClick={onFollow}>
          {REPLAY.follow}
        </button>
        {source && (
          <button
            type="button"
            title={REPLAY.shared}
            onClick={() => save(new TextEncoder().encode(source.text), `${name}-lap.json`, 'application/json')}
          >
            {REPLAY.download}
          </button>
        )}
        {agentReward && rewardName !== agentReward.file && (
          <button type="button" title={REPLAY.rescoreHelp} disabled={isBusy} onClick={() => onRescore(agentReward)}>
            {REPLAY.rescoreByAgent(agentReward.file)}
          </button>
        )}
        <button type="button" onClick={onRemove}>
          {REPLAY.remove}
        </button>
      </div>
    </li>
  );
}

/** Empty for a lap without commands. */
function directionOf({ source, track }: ReplayLap): string {
  if (!source) return '';
  return track.isCcw !== source.recording.reversed ? REPLAY.ccw : REPLAY.cw;
}

function verdictOn({ source, playback: { difference } }: Pick<ReplayLap, 'source' | 'playback'>): string {
  if (!source) return REPLAY.proven;
  return difference === null ? REPLAY.same : REPLAY.differs(difference);
}
