/** The bar at the top of every room. */
import type { ComponentChildren } from 'preact';
import { isTraining } from './activity.ts';
import { Menu } from './menu.tsx';

const ROOMS = [
  ['train', 'Studio'],
  ['watch', 'Watch'],
  ['garage', 'Garage'],
  ['replay', 'Replay'],
  ['analysis', 'Analysis'],
  ['compare', 'Is it better?'],
  ['bring', 'Bring your DeepRacer'],
] as const;

const TRAINING = 'A training is under way';

export type Room = (typeof ROOMS)[number][0];

/** @param here null in a room that is not in the bar */
export function Nav({ here, children }: { here: Room | null; children?: ComponentChildren }) {
  const links = ROOMS.map(([room, name]) => (
    <a key={room} href={`#/${room}`} aria-current={room === here ? 'page' : undefined}>
      {name}
      {room === 'train' && isTraining.value && <i class="busy" role="img" aria-label={TRAINING} title={TRAINING} />}
    </a>
  ));
  return (
    <header class="nav">
      <a class="nav-home" href="#/">
        Lapzero
      </a>
      <nav class="nav-rooms" aria-label="Rooms">
        {links}
      </nav>
      {/* A phone has no room for all of them in a row. */}
      <Menu kind="nav-menu" label={ROOMS.find(([room]) => room === here)?.[1] ?? 'Rooms'}>
        {links}
      </Menu>
      <span class="nav-rest">{children}</span>
    </header>
  );
}
