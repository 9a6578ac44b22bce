/** Where words and data go: people read standard error, scripts read standard output. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Lines for people. What strangers' code says may be in them: nothing that a terminal would obey gets through. */
export function say(text = ''): void {
  process.stderr.write(`${text.replace(OBEYED, '\ufffd')}\n`);
}

/** What JSON leaves as it is, though terminals obey it, too. */
const OBEYED_IN_JSON = /[\u007f-\u009f]/g;

/** The one JSON document of a command, for scripts. On a terminal it is printed only with `always`. */
export function printJson(value: unknown, always: boolean): void {
  const escaped = (character: string) => `\\u00${character.charCodeAt(0).toString(16)}`;
  if (always || !process.stdout.isTTY) process.stdout.write(`${JSON.stringify(value).replace(OBEYED_IN_JSON, escaped)}\n`);
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
