/** The patch of the followed car's frame that the viewer hides from the network. */
import { signal } from '@preact/signals';
import type { Spot } from '../policy/cover.ts';

export const cover = signal<Spot | null>(null);
