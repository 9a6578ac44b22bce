/** The studio's training: it continues while another room is open, and ends with the page. */
import { effect } from '@preact/signals';
import { isTraining } from '../../ui/activity.ts';
import { newTrainingClient } from './client.ts';

export const studioTraining = newTrainingClient();

effect(() => {
  const phase = studioTraining.phase.value;
  isTraining.value = phase === 'training' || phase === 'starting';
});
