/** The pages: the address says which room is open. */
import { render } from 'preact';
import { Suspense } from 'preact/compat';
import { useLayoutEffect, useState } from 'preact/hooks';
import { routeDrop } from '../ui/dropped.ts';
import { dropped } from '../ui/uploads.ts';
import '../ui/look.css';
import '../ui/room.css';
import './app.css';
import { Boundary } from '../ui/boundary.tsx';
import { ensureLanguage } from '../ui/language.ts';
import { Nav } from '../ui/nav.tsx';
import type { RoomName } from '../ui/rooms.ts';
import { ToastPlace, toast } from '../ui/toast.tsx';
import { Home } from './home.tsx';
import { routeOf } from './routes.ts';

ensureLanguage();

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
  const route = routeOf(name);
  return (
    <>
      <Boundary room={name}>
        {route ? (
          <Suspense fallback={<Opening room={name as RoomName} />}>
            <route.Page key={route.isNewWithQuery ? address : name} query={query} />
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
function Opening({ room }: { room: RoomName }) {
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
