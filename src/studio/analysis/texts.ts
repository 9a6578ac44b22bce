/** All that Analysis says. */
export const ANALYSIS = {
  title: 'Analysis',
  intro:
    'What the logs of a training say (Lapzero’s or DeepRacer’s): progress, laps, where reward and speed come from, where cars leave the road. Nothing leaves this machine.',
  docs: 'More about logs and reports',
  drop: 'Drop logs here: .csv or .log files, a folder or a zip of them. Then, if you like, the track’s file (.npy), and a reward function, to rescore the driving with it.',
  file: 'Choose files',
  folder: 'Choose a folder',
  terminal:
    'A training in the terminal saves its steps with: lapzero train --log-steps. Drop its training-simtrace folder here. A training in the Studio saves them when you choose that under Learning.',
  saved: 'Trainings of this browser with saved steps',
  training: (name: string, when: string, steps: string) => `${name}, ${when}, ${steps} steps`,
  gone: 'This training is no longer saved in this browser.',
  saveLogs: 'Save the logs',
  preparing: 'Packing …',
  track: 'Track, to draw its borders',
  noTrack: 'not given',
  rescoredBy: (file: string) => `Rescored by ${file}`,
  removeReward: 'Leave it out',
  working: 'Reading …',
  passedOver: (count: number, first: string) => `Passed over ${count} files without steps (${first}).`,
  report: 'The report',
  save: 'Save the report',
} as const;
