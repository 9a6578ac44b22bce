/** The time of a race, to drag, with its contacts and off-tracks marked; and a list of them. */
import type { RaceEvent } from '../../lap/race-events.ts';
import { lapTime } from '../../ui/format.ts';
import { carPaint } from '../../view/car-colours.ts';
import { RACE_STEP, type RaceReplay } from './race.ts';
import { RACE, REPLAY } from './texts.ts';

const KINDS = ['contact', 'off-track', 'crash'] as const;
/** % of the strip's height, one line for each kind */
const LINES: Readonly<Record<RaceEvent['kind'], number>> = { contact: 28, 'off-track': 72, crash: 72 };

export function RaceTimeline({ race }: { race: RaceReplay }) {
  const duration = race.duration.value;
  return (
    <div class="race-timeline">
      <Marks race={race} />
      <input
        type="range"
        aria-label={REPLAY.time}
        aria-valuetext={lapTime(race.time.value)}
        min={0}
        max={duration}
        step={RACE_STEP / 4}
        value={race.time.value}
        onInput={({ currentTarget: { valueAsNumber: to } }) => {
          // Its last step may end a rounding error before the end.
          race.seek(to > duration - RACE_STEP / 2 ? duration : to);
        }}
      />
      <div class="row">
        <button type="button" onClick={() => race.jump(false)}>
          {RACE.previous}
        </button>
        <button type="button" onClick={() => race.jump(true)}>
          {RACE.next}
        </button>
        <Legend race={race} />
      </div>
    </div>
  );
}

/** Events of the followed car stand out. The keyboard has the buttons and the list. */
function Marks({ race }: { race: RaceReplay }) {
  const duration = race.duration.value;
  const followed = race.followed.value;
  return (
    <div class="race-marks" role="img" aria-label={RACE.timeline}>
      {race.marks.value.map(({ event, seconds, jump }, i) => (
        <i
          key={i}
          class={event.entrants.some((entrant) => entrant === followed) ? `mark ${event.kind} now` : `mark ${event.kind}`}
          title={`${lapTime(seconds)} ${told(race, event)}`}
          style={{
            left: `${(100 * seconds) / duration}%`,
            top: `${LINES[event.kind]}%`,
            background: carPaint(event.entrants[0]).colour,
          }}
          onPointerDown={() => race.seek(jump)}
        />
      ))}
    </div>
  );
}

function Legend({ race }: { race: RaceReplay }) {
  const texts = { contact: RACE.contacts, 'off-track': RACE.offTracks, crash: RACE.crashes };
  const count = (kind: RaceEvent['kind']) => race.marks.value.filter(({ event }) => event.kind === kind).length;
  return (
    <p class="row race-legend quiet">
      {KINDS.filter((kind) => kind !== 'crash' || count(kind) > 0).map((kind) => (
        <span key={kind}>
          <i class={`mark ${kind}`} aria-hidden="true" /> {texts[kind](count(kind))}
        </span>
      ))}
    </p>
  );
}

export function RaceEvents({ race }: { race: RaceReplay }) {
  const marks = race.marks.value;
  return (
    <section class="card race-events" aria-label={RACE.events}>
      <h2>{RACE.events}</h2>
      {race.playback.value && marks.length === 0 && <p class="quiet">{RACE.noEvents}</p>}
      <ol>
        {marks.map(({ event, seconds, jump }, i) => (
          <li key={i}>
            <button type="button" onClick={() => race.seek(jump)}>
              <span class="number">{lapTime(seconds)}</span> {told(race, event)}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function told({ opened }: RaceReplay, event: RaceEvent): string {
  const name = (entrant: number) => opened.recording.entrants[entrant].name;
  const [first] = event.entrants;
  switch (event.kind) {
    case 'contact':
      return RACE.contact(name(first), name(event.entrants[1]), event.closingSpeed);
    case 'crash':
      return RACE.crash(name(first));
    case 'off-track':
      return event.pushedBy === null ? RACE.offTrack(name(first)) : RACE.pushedOff(name(first), name(event.pushedBy));
  }
}
