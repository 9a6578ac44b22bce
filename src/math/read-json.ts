/** JSON that people give us: one reader, with limits, for every schema. */
import type { z } from 'zod';
import { UserError } from './error.ts';

const MAX_DEPTH = 32;

/**
 * Parses `text` and checks it against `schema`.
 * @param file named in errors
 * @param fix what to do about a bad file, the end of the message
 * @throws UserError for text that is not JSON, nested too deep or not what the schema says, naming the field
 */
export function readJson<Schema extends z.ZodType>(text: string, schema: Schema, file: string, fix: string): z.infer<Schema> {
  if (isTooDeep(text)) throw new UserError(file, 'text', `is nested more than ${MAX_DEPTH} deep`, fix);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(file, 'text', `is not JSON (${(error as Error).message})`, fix);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    throw new UserError(file, [...path, issue.keys[0]].join('.'), 'is no field that is known here', fix);
  }
  throw new UserError(file, path.join('.') || 'the content', `is not valid (${message})`, fix);
}

/** Counts brackets outside strings: checkers recurse, and a file must not choose how far. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      if (++depth > MAX_DEPTH) return true;
    } else if (character === ']' || character === '}') depth--;
  }
  return false;
}
