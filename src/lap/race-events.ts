/** What happens in a race beside driving: contacts, off-tracks, crashes; and the penalties that cars stand for. */
import type { Entrant, Race } from '../sim/race.ts';

export type RaceEvent =
  | {
      readonly kind: 'contact';
      readonly tick: number;
      readonly entrants: readonly [number, number];
      /** m/s */
      readonly closingSpeed: number;
    }
  | {
      readonly kind: 'off-track';
      readonly tick: number;
      readonly entrants: readonly [number];
      /** the entrant that pushed it off; null for none */
      readonly pushedBy: number | null;
    }
  /** ran into what stands on the road */
  | { readonly kind: 'crash'; readonly tick: number; readonly entrants: readonly [number] };

/** A car stands from one tick until another. */
export interface Penalty {
  readonly from: number;
  readonly until: number;
}

export interface RaceWatch {
  /** in the order of their ticks */
  readonly events: readonly RaceEvent[];
  /** by entrant */
  readonly penalties: readonly (readonly Penalty[])[];
  /** to be called after each tick */
  note(race: Race): void;
}

/** Counts of an entrant, over all its laps. */
interface Counts {
  offTracks: number;
  crashes: number;
  pushedOff: number;
  pushes: number;
  heldUntil: number;
}

export function newRaceWatch(entrants: number): RaceWatch {
  const counts: Counts[] = Array.from({ length: entrants }, () => {
    return { offTracks: 0, crashes: 0, pushedOff: 0, pushes: 0, heldUntil: 0 };
  });
  const events: RaceEvent[] = [];
  const penalties: Penalty[][] = counts.map(() => []);
  let contacts = 0;
  return {
    events,
    penalties,
    note(race) {
      for (; contacts < race.contacts.length; contacts++) {
        const { tick, first, second, closingSpeed } = race.contacts[contacts];
        if (second >= 0) events.push({ kind: 'contact', tick, entrants: [first, second], closingSpeed });
      }
      const now = race.entrants.map(countsOf);
      const pusher = now.findIndex(({ pushes }, k) => pushes > counts[k].pushes);
      now.forEach((next, k) => {
        const before = counts[k];
        const { ticks: tick } = race;
        if (next.offTracks > before.offTracks) {
          const pushedBy = next.pushedOff > before.pushedOff ? pusher : null;
          events.push({ kind: 'off-track', tick, entrants: [k], pushedBy });
        }
        if (next.crashes > before.crashes) events.push({ kind: 'crash', tick, entrants: [k] });
        if (next.heldUntil > Math.max(before.heldUntil, tick)) penalties[k].push({ from: tick, until: next.heldUntil });
        counts[k] = next;
      });
    },
  };
}

function countsOf({ laps, offTracks, crashes, pushedOff, pushes, heldUntil }: Entrant): Counts {
  const counts = { offTracks, crashes, pushedOff, pushes, heldUntil };
  for (const lap of laps) {
    counts.offTracks += lap.offTracks;
    counts.crashes += lap.crashes;
  }
  return counts;
}
