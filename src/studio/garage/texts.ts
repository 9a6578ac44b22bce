/** All that the Garage says. */
export const GARAGE = {
  title: 'Garage',
  empty: 'No agents yet. Train one: it takes seconds, and it is saved here when it is done.',
  train: 'Train',
  upload: 'Upload an agent (.zip)',
  sort: 'Sort by',
  sorts: { newest: 'newest', fastest: 'fastest lap', name: 'name' },
  filter: 'Track',
  anyTrack: 'all tracks',
  name: 'Name',
  badName: 'A name has 1 to 64 letters, digits, blanks, dots and dashes, and begins with a letter or digit.',
  reward: 'Reward',
  showReward: 'Show its code',
  unknownReward: 'not known',
  customReward: 'your reward',
  ccw: 'counter-clockwise',
  cw: 'clockwise',
  bestLap: 'Best lap',
  firstLap: 'first lap after',
  flying: 'flying',
  standing: 'standing start',
  lapHelp:
    'Flying: the car crosses the line at speed. Standing start: it begins at rest on the line. Replay shows this very lap.',
  curve: 'Test laps over the steps of the training, %',
  watch: 'Watch',
  continue: 'Continue training',
  more: 'More',
  download: 'Download',
  forCar: 'Export for a car …',
  replay: 'Replay its best lap',
  copy: 'Duplicate',
  rename: 'Rename',
  remove: 'Delete',
  deleted: (name: string) => `Deleted “${name}”.`,
  undo: 'Undo',
  track: 'Track',
  homeTrack: (name: string) => `${name} (its track)`,
  evaluate: 'Drive 3 laps',
  driving: (lap: number, percent: number) => `Driving: lap ${lap}, ${percent.toFixed(0)} %`,
  seeDrive: 'See them in Replay',
  clean: 'clean',
  faults: (offTracks: number, crashes: number) =>
    [offTracks > 0 ? `left the track ${offTracks}×` : '', crashes > 0 ? `hit something ${crashes}×` : '']
      .filter(Boolean)
      .join(', '),
  gaveUp: (progress: number) => `gave up after ${progress.toFixed(0)} % of a lap`,
  limit: (seconds: string, ratio: number) =>
    `The limit of its car here is ${seconds}: the best of these laps takes ${ratio.toFixed(2)} × as long.`,
  hash: 'The same drive as `lapzero evaluate` with hash',
  bundled: 'Bundled agents',
  bundledHelp:
    'Trained by Lapzero: gold is hard to beat, robust gold also copes with another light, grip and delay, silver is quick, bronze is steady. Watch them, or continue from them.',
  general: {
    allrounder: 'drives tracks that it has never seen',
    slalom: 'drives around boxes',
  } as Readonly<Record<string, string>>,
} as const;

/** All that the way to a real car says. */
export const CAR = {
  title: (name: string) => `${name} for a real car`,
  close: 'Close',
  ready: 'Is it ready for reality?',
  readyHelp: 'Ten laps under each disturbance: what will a real room do to it? The page beside the archive says it, too.',
  measuring: 'Measuring …',
  score: (score: number) => `${score.toFixed(0)} of 100`,
  advice: (score: number) =>
    score >= 85
      ? 'It copes with what a room does to it. Begin slowly anyway.'
      : score >= 60
        ? 'It drives where the light is bright and even. Continue training with “Randomise the world: fully” to make it safer.'
        : 'A real room will be too much for it. Continue training with “Randomise the world: fully” first.',
  clean: (clean: number, runs: number) => `${clean} of ${runs}`,
  files: 'Files',
  targets: {
    deepracer: 'DeepRacer car (.tar.gz)',
    onnx: 'ONNX (Jetson, Raspberry Pi, …)',
    tfjs: 'TensorFlow.js (.zip)',
  },
  docs: 'More about the way to a real car',
  sheet: 'The page beside the archive says what the car will really do, and what to do first.',
  proving: 'Proving it on 200 frames …',
  proven: (frames: number, difference: string) =>
    `Proven on ${frames} frames: the file answers as the policy does, but for ${difference}.`,
} as const;

/** All that a race of agents in the Garage says. */
export const RACE = {
  open: 'Race agents …',
  openWith: 'Race it against others …',
  title: 'Race agents',
  close: 'Close',
  entrants: 'Agents in the race',
  empty: 'Two to twelve agents race each other, all on one track.',
  example: 'Add gold, silver and bronze of workshop',
  add: 'Add an agent',
  choose: 'Choose …',
  yours: 'your agents',
  remove: 'Remove',
  removeOne: (name: string) => `Remove ${name}`,
  tooFew: 'Add at least two agents.',
  tooMany: (most: number) => `There is room for ${most} cars: remove some.`,
  carOf: (number: number, name: string) => `car ${number} (${name})`,
  direction: 'Direction',
  ownDirection: 'as the track has it',
  contact: 'Between cars',
  contacts: 'they see and touch each other',
  ghosts: 'ghosts: they do not',
  laps: 'Laps',
  seed: 'Seed',
  seedHelp: 'Decides the grid, and small deviations of the start and of the grip. The same seed gives the same race.',
  race: 'Race these',
  next: 'The race opens in Replay when it is over.',
  stop: 'Stop',
  starting: 'Starting …',
  progress: 'How far the race is',
  racing: (lap: number, laps: number, time: string, rate: number) =>
    `lap ${lap} of ${laps}, ${time}, ${rate.toFixed(1)} × real time`,
} as const;
