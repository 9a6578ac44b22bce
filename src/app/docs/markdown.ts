/** Markdown of a document as HTML of its page: links lead to other pages of the site, headings have anchors. */
import { Marked, Renderer, type Tokens } from 'marked';
import { escaped } from '../../ui/report-charts.ts';

export interface Heading {
  readonly depth: number;
  readonly id: string;
  /** without Markdown */
  readonly text: string;
}

/**
 * @param text Markdown
 * @param addressOf where a link or picture of the document leads from its page; null where the site has no such file: a
 * link is its text only then
 * @returns HTML, and the headings in it
 */
export function markdownPage(
  text: string,
  addressOf: (link: string) => string | null,
): { readonly html: string; readonly headings: readonly Heading[] } {
  const renderer = new PageRenderer(addressOf);
  const html = new Marked().parse(text, { async: false, renderer });
  return { html, headings: renderer.headings };
}

/** Characters that fit in a line of the narrowest page. */
const SHORT_CODE = 32;

class PageRenderer extends Renderer {
  readonly headings: Heading[] = [];
  private readonly addressOf: (link: string) => string | null;

  constructor(addressOf: (link: string) => string | null) {
    super();
    this.addressOf = addressOf;
  }

  override heading({ tokens, depth }: Tokens.Heading): string {
    const label = this.parser.parseInline(tokens);
    const text = this.parser.parseInline(tokens, this.parser.textRenderer);
    const id = this.newId(text);
    this.headings.push({ depth, id, text });
    // A heading with a link in it cannot be one.
    const inside = label.includes('<a ') ? label : `<a class="docs-anchor" href="#${id}">${label}</a>`;
    return `<h${depth} id="${id}">${inside}</h${depth}>\n`;
  }

  override link(token: Tokens.Link): string {
    const address = this.addressOf(token.href);
    if (address !== null) return super.link({ ...token, href: address });
    return `<span title="${escaped(token.href.replace(/^(\.\.?\/)+/, ''))}">${this.parser.parseInline(token.tokens)}</span>`;
  }

  override image(token: Tokens.Image): string {
    const address = this.addressOf(token.href);
    if (address === null) throw new Error(`the site has no picture ${token.href}`);
    return super.image({ ...token, href: address });
  }

  /** Short code stays in one line: browsers would break it after the dashes of an option. */
  override codespan(token: Tokens.Codespan): string {
    const html = super.codespan(token);
    return token.text.length > SHORT_CODE ? html : html.replace('<code>', '<code class="docs-short">');
  }

  /** Scrolls where it is wider than its page. */
  override table(token: Tokens.Table): string {
    return `<div class="docs-table" tabindex="0">${super.table(token)}</div>\n`;
  }

  /** As GitHub makes them, so that links lead to the same heading there and here. */
  private newId(heading: string): string {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const taken = new Set(this.headings.map(({ id }) => id));
    let id = slug;
    for (let count = 1; taken.has(id); count++) id = `${slug}-${count}`;
    return id;
  }
}
