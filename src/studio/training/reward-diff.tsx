/** Two reward functions side by side, their differences marked. */
import { syntaxHighlighting } from '@codemirror/language';
import { MergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import type { RewardSource } from '../../reward/source.ts';
import { codeColours, codeLook } from './editor.tsx';
import { languageOf } from './reward-language.ts';

export function RewardDiff({ before, after }: { before: RewardSource; after: RewardSource }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const side = ({ text, language }: RewardSource) => ({
      doc: text,
      extensions: [
        lineNumbers(),
        syntaxHighlighting(codeColours),
        codeLook,
        languageOf(language),
        EditorState.readOnly.of(true),
        EditorView.lineWrapping,
      ],
    });
    const view = new MergeView({
      a: side(before),
      b: side(after),
      parent: place.current as HTMLElement,
      collapseUnchanged: { margin: 2, minSize: 6 },
    });
    return () => view.destroy();
  }, [before, after]);
  return <div ref={place} class="reward-diff" />;
}
