/** Where a room fails while it is drawn: what happened, and ways out, instead of a blank page. */
import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { messageOf } from '../math/error.ts';

const TEXT = {
  title: 'This page could not be shown',
  help: 'Your agents and trainings are safe: they are stored in this browser.',
  again: 'Try again',
  reload: 'Reload',
  home: 'Home',
};

/** @param room another one begins without the error */
export function Boundary({ room, children }: { room: string; children: ComponentChildren }) {
  return <Guard key={room}>{children}</Guard>;
}

function Guard({ children }: { children: ComponentChildren }) {
  const [error, reset] = useErrorBoundary((caught) => console.error(caught));
  if (!error) return <>{children}</>;
  return (
    <main class="failure">
      <div class="card" role="alert">
        <h1>{TEXT.title}</h1>
        <pre>{messageOf(error)}</pre>
        <p>{TEXT.help}</p>
        <div class="row">
          <button type="button" class="primary" onClick={reset}>
            {TEXT.again}
          </button>
          <button type="button" onClick={() => location.reload()}>
            {TEXT.reload}
          </button>
          <a class="button" href="#/">
            {TEXT.home}
          </a>
        </div>
      </div>
    </main>
  );
}
