/** The pages: a door for each room; which one is open, the address says. */
import { render } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect, useState } from 'preact/hooks';
import '../ui/look.css';
import './app.css';
import { Home } from './home.tsx';

const Studio = lazy(() => import('../studio/studio.tsx').then(({ Studio }) => Studio));

function App() {
  const [route, setRoute] = useState(location.hash);
  useEffect(() => {
    const follow = () => setRoute(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  if (route !== '#/train') return <Home />;
  return (
    <Suspense fallback={<p class="quiet loading">Opening the studio …</p>}>
      <Studio />
    </Suspense>
  );
}

render(<App />, document.getElementById('app') as HTMLElement);
