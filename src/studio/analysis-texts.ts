/** All that Analysis says. */
export const ANALYSIS = {
  title: 'Analysis',
  intro:
    'What the logs of a training say, ours or DeepRacer’s: progress, laps, where reward and speed come from, where cars leave the road. Nothing leaves this machine.',
  drop: 'Drop logs here: .csv or .log files, a folder or a zip of them',
  file: 'Choose files',
  folder: 'Choose a folder',
  ours: 'A training in the terminal keeps its steps with: lapzero train --log-steps. Drop its training-simtrace folder here.',
  course: 'Course, to draw its borders',
  noCourse: 'not given',
  working: 'Reading …',
  passedOver: (count: number, first: string) => `Passed over ${count} files without steps (${first}).`,
  report: 'The report',
  save: 'Save the report',
} as const;
