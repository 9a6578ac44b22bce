/** The folder that holds `package.json`, whether this runs from `src` or compiled from `build/src`; it ends in a separator. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = new URL('../../', import.meta.url);
export const PROJECT = fileURLToPath(existsSync(new URL('package.json', here)) ? here : new URL('../', here));
