/** The agents of the Garage, for rooms that offer them beside the bundled ones. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type StoredAgent, storedAgents } from '../store/garage.browser.ts';

/** Empty until they are read, and where this browser stores nothing. */
export function useStoredAgents(): ReadonlySignal<readonly StoredAgent[]> {
  const agents = useSignal<readonly StoredAgent[]>([]);
  useEffect(() => {
    storedAgents().then(
      (all) => {
        agents.value = all;
      },
      () => {},
    );
  }, []);
  return agents;
}
