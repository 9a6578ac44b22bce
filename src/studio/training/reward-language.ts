/** What the editor knows of reward functions: every input of the contract, completed and explained where it is written. */
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import { REWARD_INPUTS, type RewardInput } from '../../reward/contract.ts';
import type { Language } from '../../reward/source.ts';

const BY_NAME = new Map(REWARD_INPUTS.map((input) => [input.name, input]));

export function languageOf(language: Language): Extension {
  return language === 'python' ? python() : javascript({ typescript: language === 'typescript' });
}

function detailOf({ unit, range }: RewardInput): string {
  return [unit, range].filter(Boolean).join(', ');
}

/** After `params.`, `params[`, `params['`, and wherever a word is begun. */
function complete(context: CompletionContext): CompletionResult | null {
  const after = context.matchBefore(/params(\.|\[['"]?|\.get\(['"]?)\w*/);
  const word = context.matchBefore(/\w*/);
  if (!word || (!after && word.from === word.to && !context.explicit)) return null;
  if (!after && word.to - word.from < 2 && !context.explicit) return null;
  const [, opening = ''] = /^params(\.get\(['"]?|\.|\[['"]?)/.exec(after?.text ?? '') ?? [];
  const isOpen = opening.endsWith("'") || opening.endsWith('"');
  const isIndex = opening.startsWith('[') || opening.startsWith('.get(');
  return {
    from: word.from,
    options: REWARD_INPUTS.map((input) => ({
      label: input.name,
      type: 'property',
      detail: detailOf(input),
      info: input.meaning,
      apply: isIndex && !isOpen ? `'${input.name}'` : input.name,
      boost: after ? 99 : 0,
    })),
    validFor: /^\w*$/,
  };
}

const explain = hoverTooltip((view, position) => {
  const { from, to, text } = view.state.doc.lineAt(position);
  for (const match of text.matchAll(/\w+/g)) {
    const start = from + match.index;
    const end = start + match[0].length;
    const input = BY_NAME.get(match[0]);
    if (!input || position < start || position > Math.min(end, to)) continue;
    return {
      pos: start,
      end,
      above: true,
      create() {
        const dom = document.createElement('div');
        dom.className = 'hover-help';
        const name = document.createElement('b');
        name.textContent = input.name;
        dom.append(name, ` ${detailOf(input)}`, document.createElement('br'), input.meaning);
        return { dom };
      },
    };
  }
  return null;
});

export const rewardHelp: Extension = [autocompletion({ override: [complete] }), explain];
