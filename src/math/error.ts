/**
 * Something a user gave us cannot be used. The message is one line that names the file (or
 * option), the field and the mend; the terminal prints it as it is and exits with code 2.
 */
export class UserError extends Error {
  constructor(file: string, field: string, problem: string, mend: string) {
    super(`${file}: ${field} ${problem}; ${mend}`);
    this.name = 'UserError';
  }
}
