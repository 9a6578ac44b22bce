/** How the cars of the training on the page drove, update by update. */
import { signal } from '@preact/signals';
import type { Driving } from '../../learn/driving.ts';

/** by update; null where it is not known, such as before a resume */
export const driving = signal<readonly (Driving | null)[]>([]);

let rows: (Driving | null)[] = [];

/** @param index of the update, from 0 */
export function noteDriving(index: number, update: Driving): void {
  setLength(index);
  rows.push(update);
}

/** The signal follows, cut or filled to as many updates. */
export function publishDriving(updates: number): void {
  setLength(updates);
  driving.value = [...rows];
}

function setLength(updates: number): void {
  rows = Array.from({ length: updates }, (_, i) => rows[i] ?? null);
}
