/** A link to a page of the documentation. */
import type { ComponentChildren } from 'preact';

/**
 * Opens in a tab of its own: a training ends with the page it runs in.
 * @param page name of the document @param at anchor of a heading in it
 */
export function DocLink({ page, at, children }: { page: string; at?: string; children: ComponentChildren }) {
  return (
    <a href={`docs/${page}.html${at ? `#${at}` : ''}`} target="_blank" rel="noopener">
      {children}
    </a>
  );
}
