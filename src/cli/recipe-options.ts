/** From what people ask for on the command line to a recipe. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { type ActionSpace, actionSpaceFileSchema, checkActionSpace } from '../car/actions.ts';
import { CAR_NAMES, type CarName } from '../car/spec.ts';
import { deepRacerSchema, fromDeepRacer } from '../learn/deepracer.ts';
import { GOAL_NAMES, type Goal } from '../learn/goal.ts';
import { DEFAULT_HYPERPARAMETERS, type Hyperparameters } from '../learn/hyperparameters.ts';
import { type Budget, generatedTracks, hyperparametersSchema, MAX_GENERATED, type Recipe } from '../learn/recipe.ts';
import { type RunOptions, recipeOf } from '../learn/run.ts';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import type { Agent } from '../policy/agent.ts';
import { ARCHITECTURE_NAMES, type ArchitectureName } from '../policy/architecture.ts';
import { DEFAULT_REWARD, OBJECTS_REWARD } from '../reward/builtin.ts';
import type { RewardSource } from '../reward/source.ts';
import { evenly, RANDOMISATIONS, RANDOMISED, type Randomisation } from '../sim/randomisation.ts';
import { checkTraffic } from '../sim/traffic.ts';
import { readAgent } from '../store/agents.node.ts';
import { readText } from '../store/files.node.ts';
import { loadReward } from '../store/rewards.node.ts';
import { NEWEST_GENERATOR } from '../track/generator-options.ts';
import type { Track } from '../track/track.ts';
import { parseBudget, wholeNumber } from './options.ts';
import { HEAD_TO_HEAD, objectsOf, type RaceOptions, withRaceOptions } from './race-options.ts';

export interface RecipeOptions extends RaceOptions {
  readonly generated?: number;
  readonly difficulty?: readonly [number, number];
  readonly reward?: string;
  readonly seed: number;
  readonly goal?: Goal;
  readonly opponents?: readonly string[];
  readonly until?: Budget;
  readonly randomise?: Randomisation | null;
  readonly network?: ArchitectureName;
  readonly preset?: 'deepracer';
  readonly actions?: string;
  readonly hyperparameters?: string;
  readonly from?: string;
  readonly plateau?: number;
  readonly car?: CarName;
  readonly controlHz?: '15' | '30';
}

export function withRecipeOptions(command: Command): Command {
  command
    .option('--generated <n>', 'how many generated tracks to train on as well', wholeNumber(1, MAX_GENERATED))
    .option('--difficulty <from-to>', 'of generated tracks, 0 (easy) to 1 (cruel) (default: 0.2-1)', parseDifficulty)
    .option(
      '--reward <name|file>',
      `what to reward: a bundled reward, or your .py, .ts or .js file (default: ${DEFAULT_REWARD}, among objects ${OBJECTS_REWARD})`,
    )
    .option('--seed <n>', 'another seed, another run; the same seed, the same run', wholeNumber(0, 2 ** 32 - 1), 1)
    .addOption(
      new Option(
        '--goal <name>',
        'gold: fast laps. Sets reward, actions, hyperparameters, budget, and imitates a driver who knows the track',
      ).choices(GOAL_NAMES),
    )
    .option('--until <budget>', 'lap, solved, updates=N, steps=N or minutes=N (default: solved)', parseBudget)
    .option('--plateau <n>', 'stop after so many evaluations without a better one', wholeNumber(1, 10_000));
  withRaceOptions(command, 'time-trial', [HEAD_TO_HEAD]);
  return command
    .option(
      '--opponents <agent...>',
      'with --race head-to-head: agents that drive the other cars, or self: the learner as it was',
    )
    .option('--randomise <how>', 'vary every episode: light, full, or such as light=1,grip=0.5', parseRandomisation)
    .addOption(new Option('--network <name>', 'which network (default: pocket)').choices(ARCHITECTURE_NAMES))
    .addOption(new Option('--preset <name>', "deepracer: AWS's network and hyper-parameters").choices(['deepracer']))
    .addOption(new Option('--car <name>', 'which car (default: deepracer-v6)').choices(CAR_NAMES))
    .addOption(
      new Option('--control-hz <n>', 'decisions a second: 15 as the stock car’s camera, or 30 (default: 15)').choices([
        '15',
        '30',
      ]),
    )
    .option('--actions <file>', 'what it may do: our JSON, or a DeepRacer model_metadata.json')
    .option('--hyperparameters <file>', "numbers of the learning, under our names or in DeepRacer's hyperparameters.json")
    .option('--from <agent>', "begin with an agent's weights; other actions get a new head");
}

/** First seed of the tracks to train on; `bench unseen` uses others. */
const GENERATED_SEED = 1_000_000;

/** @throws UserError for files that are no good and for what does not fit together */
export function recipeFor(
  tracks: readonly Track[],
  options: RecipeOptions,
): { recipe: Recipe; parent?: ParentAgent; reward?: RewardSource; opponents?: readonly Agent[] } {
  const { seed, generated, preset, until, controlHz, randomise = null, plateau = null } = options;
  const [minDifficulty, maxDifficulty] = options.difficulty ?? [0.2, 1];
  const parent = options.from === undefined ? undefined : readAgent(options.from);
  const isDeepRacer = preset === 'deepracer';
  const architecture = options.network ?? (isDeepRacer ? 'deepracer-shallow' : undefined);
  const objects = [...(objectsOf(options) ?? [])];
  const opponents = opponentsOf(options);
  const reward =
    options.reward === undefined
      ? undefined
      : loadReward(options.reward, tracks.length === 1 && !generated ? tracks[0] : undefined);
  const recipe = recipeOf(
    {
      tracks,
      ...(reward !== undefined && { reward }),
      ...(options.goal && { goal: options.goal }),
      ...(parent && { from: parent }),
      ...(opponents && { opponents }),
      recipe: {
        seed,
        objects,
        randomisation: randomise,
        plateau,
        ...(generated && {
          generated: { count: generated, seed: GENERATED_SEED, minDifficulty, maxDifficulty, generator: NEWEST_GENERATOR },
        }),
        ...(architecture && { architecture }),
        ...(options.actions && { actionSpace: readActions(options.actions) }),
        ...(options.hyperparameters
          ? { hyperparameters: readHyperparameters(options.hyperparameters) }
          : isDeepRacer && { hyperparameters: fromDeepRacer(deepRacerSchema.parse({})) }),
        ...(options.car && { car: options.car }),
        ...(controlHz && { controlHz: controlHz === '30' ? 30 : 15 }),
        ...(until !== undefined && { until }),
      },
    },
    options.hyperparameters,
  );
  if (recipe.objects.length > 0) {
    for (const track of [...tracks, ...generatedTracks(recipe)]) checkTraffic(recipe.objects, track, '--race');
  }
  return {
    recipe,
    ...(parent && { parent }),
    ...(typeof reward === 'object' && { reward }),
    ...(opponents && opponents.drivers !== 'self' && { opponents: opponents.drivers }),
  };
}

/** @throws UserError for a race with opponents that are not named, and the other way round */
function opponentsOf({ race, opponents, objects }: RecipeOptions): RunOptions['opponents'] {
  if (race !== HEAD_TO_HEAD) {
    if (opponents) throw new UserError('--opponents', 'the option', 'needs a race of cars', `add --race ${HEAD_TO_HEAD}`);
    return undefined;
  }
  if (!opponents) throw new UserError('--race', HEAD_TO_HEAD, 'needs other drivers', 'name agents, or self, with --opponents');
  if (opponents.length > 1 && opponents.includes('self')) {
    throw new UserError('--opponents', 'self', 'does not go with other agents', 'name one or the other');
  }
  return {
    ...(objects !== undefined && { count: objects }),
    drivers: opponents[0] === 'self' ? 'self' : opponents.map(readAgent),
  };
}

export type ParentAgent = ReturnType<typeof readAgent>;

function readActions(file: string): ActionSpace {
  const space = readJson(readText(file), actionSpaceFileSchema, file, 'see docs/train-well.md, "Actions"');
  checkActionSpace(space, file);
  return space;
}

/** Reads hyper-parameters under DeepRacer's names (the others as DeepRacer has them) or under Lapzero's (the others as by default). */
function readHyperparameters(file: string): Hyperparameters {
  const text = readText(file);
  const names = Object.keys(readJson(text, z.record(z.string(), z.json()), file, 'make it one JSON object'));
  if (names.some((name) => Object.hasOwn(hyperparametersSchema.shape, name))) {
    const changed = readJson(text, hyperparametersSchema.partial(), file, 'see src/learn/hyperparameters.ts');
    return { ...DEFAULT_HYPERPARAMETERS, ...(changed as Partial<Hyperparameters>) };
  }
  return fromDeepRacer(readJson(text, deepRacerSchema, file, "use DeepRacer's names and ranges"));
}

function parseDifficulty(text: string): [number, number] {
  const [, from, to] = /^(0(?:\.\d+)?|1(?:\.0+)?)-(0(?:\.\d+)?|1(?:\.0+)?)$/.exec(text) ?? [];
  if (from !== undefined && Number(from) <= Number(to)) return [Number(from), Number(to)];
  throw new InvalidArgumentError('Use two numbers from 0 to 1, such as 0.2-1.');
}

function parseRandomisation(text: string): Randomisation | null {
  if (Object.hasOwn(RANDOMISATIONS, text)) return RANDOMISATIONS[text as keyof typeof RANDOMISATIONS];
  const strengths: Record<string, number> = { ...evenly(0) };
  for (const part of text.split(',')) {
    const [, name, value] = /^([a-z]+)=(0(?:\.\d+)?|1(?:\.0+)?)$/.exec(part) ?? [];
    if (name === undefined || !Object.hasOwn(strengths, name)) {
      const fields = RANDOMISED.join(', ');
      throw new InvalidArgumentError(`Use none, light, full, or strengths from 0 to 1 such as light=1,grip=0.5 of ${fields}.`);
    }
    strengths[name] = Number(value);
  }
  return strengths as Randomisation;
}
