/** The pages: a door for each room; which one is open, the address says. */
import { render } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect, useState } from 'preact/hooks';
import '../ui/look.css';
import './app.css';
import { Home } from './home.tsx';

const Studio = lazy(() => import('../studio/studio.tsx').then(({ Studio }) => Studio));
const Garage = lazy(() => import('../studio/garage.tsx').then(({ Garage }) => Garage));
const Compare = lazy(() => import('../studio/compare.tsx').then(({ Compare }) => Compare));
const Replay = lazy(() => import('../studio/replay.tsx').then(({ Replay }) => Replay));
const AnalysisRoom = lazy(() => import('../studio/analysis.tsx').then(({ AnalysisRoom }) => AnalysisRoom));
const Bring = lazy(() => import('../studio/bring.tsx').then(({ Bring }) => Bring));
const Speed = lazy(() => import('../studio/speed.tsx').then(({ Speed }) => Speed));

function App() {
  const [address, setAddress] = useState(location.hash);
  useEffect(() => {
    const follow = () => setAddress(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const [room, query = ''] = address.split('?');
  return <Suspense fallback={<p class="quiet loading">One moment …</p>}>{roomOf(room, query)}</Suspense>;
}

function roomOf(room: string, query: string) {
  if (room === '#/train') return <Studio query={query} />;
  if (room === '#/garage') return <Garage />;
  if (room === '#/replay') return <Replay key={query} query={query} />;
  if (room === '#/analysis') return <AnalysisRoom key={query} query={query} />;
  if (room === '#/compare') return <Compare />;
  if (room === '#/bring') return <Bring />;
  if (room === '#/speed') return <Speed />;
  return <Home />;
}

render(<App />, document.getElementById('app') as HTMLElement);
