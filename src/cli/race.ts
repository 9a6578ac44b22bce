/** `lapzero race`: several agents on one track. */
import { Command, Option } from 'commander';
import { CAR_NAMES, type CarName } from '../car/spec.ts';
import { agentRaceSetup, checkRaceAgents, driveRace } from '../lap/agent-race.ts';
import { DRIVE_VERSIONS } from '../math/versions.ts';
import { TICKS_PER_SECOND } from '../sim/episode.ts';
import { raceHash } from '../sim/hash.ts';
import { PENALTIES } from '../sim/setback.ts';
import { readAgent } from '../store/agents.node.ts';
import { writeWhole } from '../store/files.node.ts';
import { loadTrack } from '../store/tracks.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import { directTrack } from '../track/track.ts';
import { checkEnding, wholeNumber } from './options.ts';
import { printJson, say } from './output.ts';
import { finishersOf, sayResults } from './race-table.ts';
import { trainedTrack } from './trained-track.ts';

interface RaceCommandOptions {
  readonly track?: string;
  readonly laps: number;
  readonly seed: number;
  readonly direction?: 'ccw' | 'cw';
  readonly car?: CarName;
  readonly ghosts?: boolean;
  readonly record?: string;
  readonly json?: boolean;
}

export function raceCommand(): Command {
  return new Command('race')
    .description('let agents race each other on one track')
    .argument('<agents...>', 'folders or .zip files of two to twelve trained agents')
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file (default: the one the first was trained on)')
    .option('--laps <n>', 'laps of the race', wholeNumber(1, 100), 3)
    .addOption(
      new Option('--direction <way>', "counter-clockwise or clockwise (default: the track's own)").choices(['ccw', 'cw']),
    )
    .addOption(new Option('--car <name>', "which car the race is for (default: the first agent's)").choices(CAR_NAMES))
    .option('--seed <n>', 'decides the grid, small deviations of the start and of the grip', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--ghosts', 'cars neither see nor touch each other')
    .option('--record <file>', 'save the race, to run and see it again: .json')
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Leaving the road costs ${PENALTIES.offTrackSeconds} s, standing in the lane; a car that was pushed off loses no more time. The race is over when the
winner has finished and the others have crossed the line once more. Standard output gets one JSON object (always when it
is not a terminal): {track, laps, seed, finishers: [{agent, place, grid, finished, totalSeconds, gapSeconds, lapsDown,
laps: [{seconds, clean, offTracks, crashes, contacts}], bestLapSeconds, pushedOff, pushes}], contacts: [{seconds, agents,
closingSpeed}], hash, versions}. Equal hashes mean bit-identical races.

Examples:
  lapzero race agents/workshop-gold agents/workshop-silver agents/workshop-bronze --laps 5
  lapzero race agents/*-gold --track workshop --ghosts --record race.json`,
    )
    .action(runRaceCommand);
}

async function runRaceCommand(folders: string[], options: RaceCommandOptions): Promise<void> {
  const { track: name, laps, seed, direction, ghosts = false, record, json } = options;
  checkEnding('--record', record, '.json');
  const agents = folders.map((folder) => ({ place: folder, agent: readAgent(folder) }));
  checkRaceAgents(agents, options.car ?? agents[0].agent.car);
  const given = loadTrack(name ?? trainedTrack(agents[0].agent));
  const track = direction ? directTrack(given, direction) : given;
  await startWasm();
  const setup = agentRaceSetup(
    agents.map(({ agent }) => agent),
    given,
    track.reversed,
    { laps, seed, contact: !ghosts },
  );
  const { race, recorder } = driveRace(
    setup,
    agents.map(({ agent }) => agent.policy),
  );
  say(
    `${laps} ${laps === 1 ? 'lap' : 'laps'} of "${track.name}", ${track.isCcw ? 'counter-clockwise' : 'clockwise'}, seed ${seed}:`,
  );
  sayResults(race, setup.entrants);
  if (record) {
    writeWhole(record, JSON.stringify(recorder.finish()));
    say(`Wrote ${record}: lapzero replay ${record}`);
  }
  const contacts = race.contacts.map(({ tick, first, second, closingSpeed }) => ({
    seconds: tick / TICKS_PER_SECOND,
    agents: [first, second].filter((k) => k >= 0).map((k) => setup.entrants[k].name),
    closingSpeed,
  }));
  const finishers = finishersOf(race, setup.entrants);
  printJson(
    { track: track.name, laps, seed, finishers, contacts, hash: raceHash(race), versions: DRIVE_VERSIONS },
    json === true,
  );
}
