/** The pages: one table of rooms; the address says which one is open. */
import { type ComponentType, render } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useLayoutEffect, useState } from 'preact/hooks';
import { routeDrop } from '../ui/dropped.ts';
import { dropped } from '../ui/uploads.ts';
import '../ui/look.css';
import '../ui/room.css';
import './app.css';
import { Boundary } from '../ui/boundary.tsx';
import { ensureLanguage } from '../ui/language.ts';
import { Nav, type Room } from '../ui/nav.tsx';
import { ToastPlace, toast } from '../ui/toast.tsx';
import { Home } from './home.tsx';

ensureLanguage();

/** @param query what comes after the `?` of the address */
type RoomPage = ComponentType<{ query: string }>;

const ROOMS: Readonly<Record<Room | 'speed', RoomPage>> = {
  train: lazy(() => import('../studio/training/page.tsx').then(({ Studio }) => Studio)),
  watch: lazy(() => import('../studio/watch/page.tsx').then(({ Watch }) => Watch)),
  garage: lazy(() => import('../studio/garage/page.tsx').then(({ Garage }) => Garage)),
  replay: lazy(() => import('../studio/replay/page.tsx').then(({ Replay }) => Replay)),
  analysis: lazy(() => import('../studio/analysis/page.tsx').then(({ AnalysisRoom }) => AnalysisRoom)),
  compare: lazy(() => import('../studio/compare/page.tsx').then(({ Compare }) => Compare)),
  bring: lazy(() => import('../studio/import/page.tsx').then(({ Bring }) => Bring)),
  speed: lazy(() => import('../studio/speed/page.tsx').then(({ Speed }) => Speed)),
};
/** Rooms that start again when their query changes. */
const FRESH_ROOMS: readonly string[] = ['replay', 'analysis', 'watch'];

function App() {
  const [address, setAddress] = useState(location.hash);
  // Before the page is painted: what is dropped or followed at once must not be missed on a busy page.
  useLayoutEffect(() => {
    const follow = () => setAddress(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useLayoutEffect(takeDrops, []);
  const [place, query = ''] = address.split('?');
  const name = place.slice('#/'.length);
  const Page = Object.hasOwn(ROOMS, name) ? ROOMS[name as Room] : null;
  return (
    <>
      <Boundary room={name}>
        {Page ? (
          <Suspense fallback={<Opening room={name as Room} />}>
            <Page key={FRESH_ROOMS.includes(name) ? address : name} query={query} />
          </Suspense>
        ) : (
          <Home />
        )}
      </Boundary>
      <ToastPlace />
    </>
  );
}

/** What a room looks like before it is loaded. */
function Opening({ room }: { room: Room }) {
  return (
    <div class="room" aria-busy="true">
      <Nav here={room} />
      <div class="skeleton" />
    </div>
  );
}

/** Files may be dropped anywhere; where a room has a place of its own for them, that one takes them. */
function takeDrops(): () => void {
  const hover = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  const take = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const { name, find } = dropped(event.dataTransfer);
    find()
      .then((uploads) => routeDrop(uploads, name))
      .catch((error) => toast({ text: String(error), kind: 'warning' }));
  };
  addEventListener('dragover', hover);
  addEventListener('drop', take);
  return () => {
    removeEventListener('dragover', hover);
    removeEventListener('drop', take);
  };
}

render(<App />, document.getElementById('app') as HTMLElement);
