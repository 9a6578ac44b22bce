/** What goes on in the background, for every page to show. */
import { signal } from '@preact/signals';

/** a training is under way in the studio */
export const isTraining = signal(false);
