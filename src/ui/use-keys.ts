/** Everything by keyboard: one key per act. */
import { useLayoutEffect, useRef } from 'preact/hooks';

type Acts = Readonly<Record<string, () => void>>;

/** Where keys mean something else: all of them, or those that press. */
const TYPED = 'input, select, textarea, dialog, [contenteditable]';
const PRESSED = `button, summary, a, ${TYPED}`;

/** Calls the act of a key, unless something that has the focus wants it. */
export function useKeys(acts: Acts): void {
  const latest = useRef(acts);
  latest.current = acts;
  // Before the page is drawn: a key may be pressed as soon as it is.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const takers = event.key === ' ' || event.key === 'Enter' ? PRESSED : TYPED;
      const isTaken = event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest?.(takers);
      const act = latest.current[event.key.toLowerCase()];
      if (isTaken || !act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
