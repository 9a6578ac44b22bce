/** What goes on in the background, for every page to show. */
import { signal } from '@preact/signals';

/** a training is under way in the studio */
export const isTraining = signal(false);

/** a comparison is under way: whatever else computed meanwhile would falsify it */
export const isComparing = signal(false);
