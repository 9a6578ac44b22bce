/** A button that opens a list of further actions. It closes when one is chosen, on Escape, and on a press elsewhere. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './menu.css';

export function Menu({ label, kind, children }: { label: string; kind?: string; children: ComponentChildren }) {
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = () => {
      if (place.current) place.current.open = false;
    };
    const press = ({ target }: Event) => {
      if (!place.current?.contains(target as Node)) close();
    };
    const key = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape' || !place.current?.open) return;
      close();
      place.current.querySelector('summary')?.focus();
    };
    addEventListener('pointerdown', press);
    addEventListener('keydown', key);
    return () => {
      removeEventListener('pointerdown', press);
      removeEventListener('keydown', key);
    };
  }, []);
  return (
    <details ref={place} class={kind ? `menu ${kind}` : 'menu'}>
      <summary class="button">{label}</summary>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: pressing an action by a key is a click, too */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only handles the choice of one of its actions */}
      <div
        class="menu-items card"
        onClick={() => {
          if (place.current) place.current.open = false;
        }}
      >
        {children}
      </div>
    </details>
  );
}
