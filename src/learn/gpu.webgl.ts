/** A participant of a training that computes on the GPU. */
import { type Gpu, openGpu, startWebgl } from '../tensor/backend.webgl.ts';
import { webglFrames } from './frame-source.webgl.ts';
import type { LearnerOptions, LearnerStart } from './learner.ts';
import type { Participant } from './team-protocol.ts';
import { newTensorLearner, tensorState, tensorUpdate } from './tensor-learner.ts';

const GONE = 'the GPU was taken away (by the system, or by another page)';

/** @param gpu opened before, or none yet @throws UserError where there is no fit GPU */
export async function gpuParticipant(
  options: LearnerOptions,
  start: LearnerStart,
  gpu: Gpu = openGpu(),
): Promise<Participant> {
  const { gl } = gpu;
  await startWebgl(gpu);
  const frameSource = webglFrames(gl, options.architecture, options.hyperparameters.carsPerShard, options.world.objects);
  const learner = newTensorLearner(options, start, frameSource);
  return {
    shards: [learner.shard],
    updates: () => learner.updates,
    async update() {
      const reports = await tensorUpdate(learner).catch((error) => {
        throw gl.isContextLost() ? new Error(GONE) : error;
      });
      // A GPU that was taken away answers with zeros, which would look like learning.
      if (gl.isContextLost()) throw new Error(GONE);
      return reports;
    },
    parameters: () => tensorState(learner).parameters,
    state: () => tensorState(learner),
  };
}
