/** What both entries of the library export: `lapzero` (Node) and `lapzero/browser` (pages). */

// Tracks. Metres; a track has a direction, and `reverseTrack` gives the other one.

export { formatTrackJson, formatTrackNpy, parseTrackJson, parseTrackNpy } from './track/format.ts';
export { generateTrack } from './track/generator.ts';
export type { GeneratorOptions } from './track/generator-options.ts';
export { planSvg, thumbnailSvg } from './track/picture.ts';
export { directTrack, reverseTrack, type Track } from './track/track.ts';

// Cars and what they may do. Steering in degrees, + = left; speed in m/s.

export { type ActionSpace, actionGrid, DEFAULT_ACTIONS, MAX_SPEED, MAX_STEERING_DEG } from './car/actions.ts';
export { CAR_NAMES, CAR_SPECS, type CarName, type CarSpec } from './car/spec.ts';

// The environment with one car, in Gymnasium's words.

export { checkEnvironment } from './sim/check.ts';
export {
  type GymEnvironment,
  type GymOptions,
  gymEnvironment,
  type RewardFunction,
  type StepResult,
} from './sim/gymnasium.ts';

// The vector environment: many cars, each alone on its track. `advance` is the step; it allocates nothing.

export {
  advance,
  type Environment,
  type EnvironmentOptions,
  newEnvironment,
  reseedEnvironment,
  resetEnvironment,
} from './sim/environment.ts';
export { END, type End, type EpisodeRules, isTruncation, type Lap, TRAINING_RULES } from './sim/episode.ts';
export { inputsOf, type RewardInputs } from './sim/inputs.ts';
export { RANDOMISATIONS, type Randomisation } from './sim/randomisation.ts';
export type { ObjectGroup } from './sim/traffic.ts';

// Training. `trainAgent` is in each platform's entry.

export { DEFAULT_HYPERPARAMETERS, type Hyperparameters } from './learn/hyperparameters.ts';
export { type Budget, RECIPE_DEFAULTS, type Recipe } from './learn/recipe.ts';
export { recipeOf, type TrainedAgent } from './learn/run.ts';
export type { Outcome, TrainingProgress, TrainingResult } from './learn/trainer.ts';
export { BUILT_IN_REWARDS } from './reward/builtin.ts';
export { RewardFailed, type RewardProblem } from './reward/problem.ts';
export { type RewardSource, rewardSource } from './reward/source.ts';

// Agents: reading, driving, evaluating. Call `startBackend` once before an agent drives; `trainAgent` does it itself.

export {
  type Competition,
  checkEntry,
  compareScores,
  competitionHash,
  parseCompetition,
  type Score,
  scoreOf,
  timeTrial,
} from './lap/competition.ts';
export { type DriveResult, evaluateAgent, judgeEntry, recordBestLap } from './lap/drive.ts';
export { type Agent, type AgentFiles, formatAgent, parseAgent, weightsHash } from './policy/agent.ts';
export { type Drive, driveGreedily } from './policy/driver.ts';
export type { Policy } from './policy/policy.ts';
export { unzipAgent, zipAgent } from './store/agent-zip.ts';

// Recordings: drives that can be driven again, bit for bit.

export { type Playback, type PlaybackLap, playbackOf } from './lap/playback.ts';
export { findDifference, parseRecording, type Recording } from './lap/recording.ts';

// Errors and versions. A UserError's message names the file or the option, the field and the fix.

export { UserError } from './math/error.ts';
export { LEARN_VERSION, RACE_VERSION, SIM_VERSION } from './math/versions.ts';
