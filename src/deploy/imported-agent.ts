/** An imported model as a Lapzero agent. */
import type { Agent } from '../policy/agent.ts';
import type { ImportedModel } from './import-model.ts';

/** DeepRacer decides once a frame of its camera. */
const CONTROL_HZ = 15;

export function importedAgent({ name, policy, car, notes, training }: ImportedModel): Agent {
  return {
    name,
    policy,
    car,
    controlHz: CONTROL_HZ,
    recipe: {
      imported: 'DeepRacer',
      notes: [...notes],
      ...(training?.world && { world: training.world }),
      ...(training && { objects: training.objects.map((group) => ({ ...group })) }),
    },
    summary: { updates: 0, steps: 0, seconds: 0, firstLap: null, bestLapSeconds: null },
  };
}
