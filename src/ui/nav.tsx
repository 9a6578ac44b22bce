/** The bar at the top of every room. */
import type { ComponentChildren } from 'preact';
import { isTraining } from './activity.ts';
import { Menu } from './menu.tsx';
import { ROOMS, type RoomName } from './rooms.ts';
import './nav.css';

const IN_BAR = ROOMS.filter(({ isInBar }) => isInBar);
const TRAINING = 'A training is under way';

export function Nav({ here, children }: { here: RoomName; children?: ComponentChildren }) {
  const links = IN_BAR.map(({ name, label }) => (
    <a key={name} href={`#/${name}`} aria-current={name === here ? 'page' : undefined}>
      {label}
      {name === 'train' && isTraining.value && <i class="busy" role="img" aria-label={TRAINING} title={TRAINING} />}
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
      <Menu kind="nav-menu" label={IN_BAR.find(({ name }) => name === here)?.label ?? 'Rooms'}>
        {links}
      </Menu>
      <span class="nav-rest">{children}</span>
    </header>
  );
}
