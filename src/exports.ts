/** What both entries of the library export: `lapzero` (Node) and `lapzero/browser` (pages). */

// Cars and what they may do. Steering in degrees, + = left; speed in m/s.
export { type ActionSpace, actionGrid, DEFAULT_ACTIONS, MAX_SPEED, MAX_STEERING_DEG } from './car/actions.ts';
export { CAR_NAMES, CAR_SPECS, type CarName, type CarSpec } from './car/spec.ts';
export { type DriveJudgement as DriveEvaluation, judgeAgent as evaluateAgent, recordBestLap } from './lap/drive.ts';
// Recordings: a drive that can be driven again, bit for bit.
export { type Playback, type PlaybackLap, playbackOf } from './lap/playback.ts';
export { findDifference, parseRecording, type Recording } from './lap/recording.ts';
// Training. `trainAgent` is in the entry of each platform.
export { DEFAULT_HYPERPARAMETERS, type Hyperparameters } from './learn/hyperparameters.ts';
export { type Budget, RECIPE_DEFAULTS, type Recipe } from './learn/recipe.ts';
export { recipeOf, type TrainedAgent } from './learn/run.ts';
export type { Outcome, TrainingProgress, TrainingResult } from './learn/trainer.ts';
// What goes wrong with something a user gave: the message names the file, the field and the fix.
export { UserError } from './math/error.ts';
export { LEARN_VERSION, RACE_VERSION, SIM_VERSION } from './math/versions.ts';
// Agents: reading, driving, evaluating. Driving needs `startBackend()` first.
export { type Agent, formatAgent, parseAgent, weightsHash } from './policy/agent.ts';
export { type Drive, driveGreedily, type Policy } from './policy/policy.ts';
export { BUILT_IN_REWARDS } from './reward/builtin.ts';
export { RewardFailed } from './reward/problem.ts';
export { type RewardSource, rewardSource } from './reward/source.ts';
// One car, with Gymnasium's words.
export { checkEnvironment } from './sim/check.ts';
// Many cars, each alone on its track. `advance` is the step; nothing in it allocates.
export {
  advance,
  type Environment,
  type EnvironmentOptions,
  newEnvironment,
  reseedEnvironment,
  resetEnvironment,
} from './sim/environment.ts';
export { END, type End, type EpisodeRules, isTruncation, type Lap, TRAINING_RULES } from './sim/episode.ts';
export {
  type GymEnvironment,
  type GymOptions,
  gymEnvironment,
  type RewardFunction,
  type StepResult,
} from './sim/gymnasium.ts';
export { inputsOf } from './sim/inputs.ts';
export { RANDOMISATIONS, type Randomisation } from './sim/randomisation.ts';
export type { ObjectGroup } from './sim/traffic.ts';
export { unzipAgent, zipAgent } from './store/agent-zip.ts';
// Tracks. Metres; a track has a direction, and `reverseTrack` gives the other one.
export { formatTrackJson, formatTrackNpy, parseTrackJson, parseTrackNpy } from './track/format.ts';
export { generateTrack } from './track/generator.ts';
export type { GeneratorOptions } from './track/generator-options.ts';
export { planSvg, thumbnailSvg } from './track/picture.ts';
export { directTrack, reverseTrack, type Track } from './track/track.ts';
