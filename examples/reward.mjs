/** Trains with a DeepRacer reward function in Python. It runs in a sandbox; two updates are enough to see that. */
import { loadTrack, RewardFailed, rewardSource, trainAgent } from 'lapzero';

const text = `
def reward_function(params):
    return 0.001 if params['is_offtrack'] else params['speed'] * (1 - params['distance_from_center'] / params['track_width'])
`;

try {
  // loadReward('my-reward.py') reads a file instead.
  const reward = rewardSource('my-reward.py', text);
  const { result } = await trainAgent({ tracks: [loadTrack('classic')], reward, recipe: { until: { updates: 2 } } });
  console.log(JSON.stringify({ updates: result.updates, steps: result.steps, outcome: result.outcome }));
} catch (error) {
  // The problem names the line, the message and the inputs of the call that failed.
  if (error instanceof RewardFailed) console.error(error.problem);
  else throw error;
}
