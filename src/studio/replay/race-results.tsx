/** What came of a race, as `lapzero race` prints it. */
import { RACE_HEAD, raceRows } from '../../ui/race-rows.ts';
import { CarNumber } from '../../view/car-number.tsx';
import type { RaceReplay } from './race.ts';
import { RACE } from './texts.ts';

const AGENT = RACE_HEAD.indexOf('agent');

export function RaceResults({ race: { playback, opened } }: { race: RaceReplay }) {
  const { results } = playback.value ?? {};
  if (!results) return null;
  const rows = raceRows(
    results,
    opened.recording.entrants.map(({ name }) => name),
  );
  return (
    <section class="card race-results" aria-label={RACE.results}>
      <h2>{RACE.results}</h2>
      <table>
        <thead>
          <tr>
            {RACE_HEAD.map((head, column) => (
              <th key={head} scope="col" class={column === AGENT ? '' : 'number'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, i) => (
            <tr key={results[i].entrant}>
              {cells.map((cell, column) =>
                column === AGENT ? (
                  <td key={RACE_HEAD[column]}>
                    <CarNumber car={results[i].entrant} /> {cell}
                  </td>
                ) : (
                  <td key={RACE_HEAD[column]} class="number" data-head={RACE_HEAD[column]}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">{RACE.cleanHelp}</p>
    </section>
  );
}
