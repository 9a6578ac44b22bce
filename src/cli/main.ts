/** The terminal's front door: every command, and what happens to errors. */
import { Command, CommanderError } from 'commander';
import type { UserError } from '../math/error.ts';
import { RewardFailed } from '../reward/problem.ts';

/** Only what is asked for is loaded: a command starts twice as fast so. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  studio: async () => (await import('./studio.ts')).studioCommand(),
  train: async () => (await import('./train.ts')).trainCommand(),
  evaluate: async () => (await import('./evaluate.ts')).evaluateCommand(),
  race: async () => (await import('./race.ts')).raceCommand(),
  limit: async () => (await import('./limit.ts')).limitCommand(),
  replay: async () => (await import('./replay.ts')).replayCommand(),
  analyze: async () => (await import('./analyze.ts')).analyzeCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  probe: async () => (await import('./probe.ts')).probeCommand(),
  reward: async () => (await import('./reward.ts')).rewardCommand(),
  tracks: async () => (await import('./tracks.ts')).tracksCommand(),
  bench: async () => (await import('./bench/bench.ts')).benchCommand(),
};

/** Wrong use and bad input end with this exit code; anything unforeseen with 1. */
const EXIT_USER_ERROR = 2;

/** @param given the command and its options; without any, the studio opens */
export async function main(given: string[]): Promise<void> {
  const args = given.length > 0 ? given : ['studio'];
  // Node's debugger would listen at this signal, and any program on the machine could then control this process.
  if (process.platform !== 'win32') process.on('SIGUSR1', () => {});
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const program = new Command('lapzero')
    .description('Teach a toy car to race from its camera, in seconds, on the machine you have.')
    .version('0.2.0')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  lapzero                                         open the studio in your browser, as lapzero studio does
  lapzero train                                   the default track, until it is solved
  lapzero train --track classic --until lap --seed 7
  lapzero evaluate runs/workshop-1 --laps 3       how well does it drive?
  lapzero race agents/classic-gold agents/classic-silver --track classic
  lapzero export runs/workshop-1 -o fast.tar.gz   for a real DeepRacer car
  lapzero import physicalmodel-old.tar.gz         a model that DeepRacer trained
  lapzero reward check my-reward.py               does a reward function work?
  lapzero tracks list                             tracks to choose from
  lapzero tracks import my-track.npy              a DeepRacer track as a track file`,
    );
  const [asked = ''] = args;
  const wanted = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]] : Object.values(COMMANDS);
  for (const load of wanted) program.addCommand(inheritErrors(await load()));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USER_ERROR;
    else if (isUserError(error)) {
      process.stderr.write(`lapzero: ${error.message}\n`);
      process.exitCode = EXIT_USER_ERROR;
    } else if (error instanceof RewardFailed) process.exitCode = EXIT_USER_ERROR;
    else throw error;
  }
}

/** By name: one that comes from a worker thread has lost its class. */
function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}

/** The reader of the output has closed it (`| head`): the work continues without output. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Commander's own errors in sub-commands come here too, instead of ending the process. */
function inheritErrors(command: Command): Command {
  command.exitOverride().showHelpAfterError('(--help shows what there is)');
  command.commands.forEach(inheritErrors);
  return command;
}
