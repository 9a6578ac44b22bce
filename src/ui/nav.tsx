/** The bar at the top of every room. */
import type { ComponentChildren } from 'preact';

const ROOMS = [
  ['train', 'Studio'],
  ['garage', 'Garage'],
  ['replay', 'Replay'],
  ['analysis', 'Analysis'],
  ['compare', 'Is it better?'],
  ['bring', 'Bring your DeepRacer'],
] as const;

export type Room = (typeof ROOMS)[number][0];

/** @param here null in a room that is not in the bar */
export function Nav({ here, children }: { here: Room | null; children?: ComponentChildren }) {
  return (
    <header class="nav">
      <a class="nav-home" href="#/">
        Lapzero
      </a>
      <nav aria-label="Rooms">
        {ROOMS.map(([room, name]) => (
          <a key={room} href={`#/${room}`} aria-current={room === here ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <span class="nav-rest">{children}</span>
    </header>
  );
}
