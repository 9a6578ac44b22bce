/** Which page each room shows. Each is loaded when it is opened first. */
import type { ComponentType } from 'preact';
import { lazy } from 'preact/compat';
import type { RoomName } from '../ui/rooms.ts';

interface Route {
  /** @param query what comes after the `?` of the address */
  readonly Page: ComponentType<{ query: string }>;
  /** it starts again when its query changes */
  readonly isNewWithQuery?: true;
}

const ROUTES: Readonly<Record<RoomName, Route>> = {
  train: { Page: lazy(() => import('../studio/training/page.tsx').then(({ TrainingPage }) => TrainingPage)) },
  watch: { Page: lazy(() => import('../studio/watch/page.tsx').then(({ WatchPage }) => WatchPage)), isNewWithQuery: true },
  garage: { Page: lazy(() => import('../studio/garage/page.tsx').then(({ GaragePage }) => GaragePage)) },
  replay: { Page: lazy(() => import('../studio/replay/page.tsx').then(({ ReplayPage }) => ReplayPage)), isNewWithQuery: true },
  analysis: {
    Page: lazy(() => import('../studio/analysis/page.tsx').then(({ AnalysisPage }) => AnalysisPage)),
    isNewWithQuery: true,
  },
  compare: { Page: lazy(() => import('../studio/compare/page.tsx').then(({ ComparePage }) => ComparePage)) },
  bring: { Page: lazy(() => import('../studio/import/page.tsx').then(({ ImportPage }) => ImportPage)) },
  speed: { Page: lazy(() => import('../studio/speed/page.tsx').then(({ SpeedPage }) => SpeedPage)) },
};

/** @returns null where no room has that name */
export function routeOf(name: string): Route | null {
  return Object.hasOwn(ROUTES, name) ? ROUTES[name as RoomName] : null;
}
