/**
 * Something a user gave us cannot be used. The message is one line that names the file (or
 * option), the field and the fix; the terminal prints it as it is and exits with code 2.
 */
export class UserError extends Error {
  constructor(file: string, field: string, problem: string, fix: string) {
    super(oneLine(`${file}: ${field} ${problem}; ${fix}`));
    this.name = 'UserError';
  }
}

/** What anything that was thrown says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const MAX_LENGTH = 500;

/** What a file says may end up in a message: no line breaks, nothing that a terminal would obey. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd').slice(0, MAX_LENGTH);
}
