/** One car with Gymnasium's words, and your own reward function. Prints how each episode went. */
import { checkEnvironment, gymEnvironment, loadTrack } from 'lapzero';

const environment = gymEnvironment({
  track: loadTrack('workshop'),
  // Called with DeepRacer's reward inputs.
  reward: (params) => (params.is_offtrack ? 0 : params.speed * Math.cos((params.steering_angle * Math.PI) / 180)),
});

// Does it keep Gymnasium's promises? Useful for environments that you wrap or write.
checkEnvironment(environment);

for (let episode = 0; episode < 3; episode++) {
  environment.reset({ seed: episode });
  for (let steps = 1, total = 0; ; steps++) {
    const action = (steps * 7 + episode) % environment.actionCount;
    // The observation is height × width greys, a Uint8Array.
    const { observation, reward, terminated, truncated, info } = environment.step(action);
    total += reward;
    if (!terminated && !truncated) continue;
    console.log(JSON.stringify({ episode, steps, total, pixels: observation.length, progress: info.progress }));
    break;
  }
}
