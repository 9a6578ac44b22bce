/** The standings of a race at this moment; a press on a car follows it. */
import type { LeaderboardRow } from '../../lap/leaderboard.ts';
import { lapTime } from '../../ui/format.ts';
import { CarNumber } from '../../view/car-number.tsx';
import type { RaceReplay } from './race.ts';
import { RACE } from './texts.ts';

const NO_ROW: Omit<LeaderboardRow, 'entrant'> = {
  place: 0,
  gap: null,
  laps: 0,
  lastSeconds: null,
  bestSeconds: null,
  isFastest: false,
  penaltySeconds: 0,
  finishSeconds: null,
};

export function Leaderboard({ race }: { race: RaceReplay }) {
  const { entrants, rules } = race.opened.recording;
  const followed = race.followed.value;
  const board = race.board.value;
  // Before the race has been run again: its entrants, so that nothing moves when it has.
  const rows = board.length > 0 ? board : entrants.map((_, entrant) => ({ ...NO_ROW, entrant }));
  return (
    <table class="leaderboard" aria-label={RACE.board}>
      <thead>
        <tr>
          <th scope="col" class="leaderboard-place">
            {RACE.place}
          </th>
          <th scope="col">{RACE.car}</th>
          <th scope="col" class="number" title={RACE.gapHelp}>
            {RACE.gap}
          </th>
          <th scope="col" class="number">
            {RACE.lapsDone}
          </th>
          <th scope="col" class="number">
            {RACE.best}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.entrant} class={row.entrant === followed ? 'now' : ''}>
            <td class="number leaderboard-place">{row.place === 0 ? '–' : row.place}</td>
            <td>
              <button type="button" aria-pressed={row.entrant === followed} onClick={() => race.follow(row.entrant)}>
                <CarNumber car={row.entrant} />
                <span class="leaderboard-name">
                  {entrants[row.entrant].name}
                  <Status row={row} />
                </span>
              </button>
            </td>
            <td class="number">{entrants[row.entrant].isGhost ? RACE.ghost : gapText(row)}</td>
            <td class="number">
              {row.laps}/{rules.laps}
            </td>
            <td class={row.isFastest ? 'number fastest' : 'number'} title={row.isFastest ? RACE.fastest : undefined}>
              {row.bestSeconds === null ? '–' : lapTime(row.bestSeconds)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One line, whatever it says: the table must not jump. */
function Status({ row: { penaltySeconds, finishSeconds, lastSeconds } }: { row: LeaderboardRow }) {
  if (penaltySeconds > 0) return <small class="warning">{RACE.penalty(penaltySeconds)}</small>;
  if (finishSeconds !== null) return <small class="good">{RACE.finished(lapTime(finishSeconds))}</small>;
  return <small class="quiet">{lastSeconds === null ? RACE.notLapped : RACE.lastLap(lapTime(lastSeconds))}</small>;
}

function gapText({ place, gap }: LeaderboardRow): string {
  if (place === 1) return RACE.leader;
  if (gap === null) return '–';
  return gap.laps > 0 ? RACE.gapLaps(gap.laps) : `+${gap.seconds.toFixed(3)}`;
}
