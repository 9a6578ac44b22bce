/** The training that a page's parts show. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { TrainingClient } from './client.ts';

export const TrainingContext = createContext<TrainingClient | null>(null);

/** @throws Error outside a {@link TrainingContext} */
export function useTraining(): TrainingClient {
  const training = useContext(TrainingContext);
  if (!training) throw new Error('no training is provided here');
  return training;
}
