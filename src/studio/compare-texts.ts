/** All that "Is it better?" says. */
export const COMPARE = {
  title: 'Is it better?',
  intro:
    'One lucky run proves nothing. This trains A and B over five seeds each, turn and turn about, and says what that shows.',
  setA: 'Put the studio’s plan here as A',
  setB: 'Put the studio’s plan here as B',
  none: 'Nothing yet. Make a plan in the studio, and come back.',
  toStudio: 'To the studio',
  start: 'Train both, five seeds each',
  stop: 'Stop',
  underWay: (done: number, all: number) => `${done} of ${all} trainings done`,
  course: 'course',
  reward: 'reward',
  network: 'network',
  seeds: 'Seed',
  firstLap: 'First lap after',
  steps: 'Steps to it',
  bestLap: 'Best lap',
  never: 'none',
  over: (count: number) => `over ${count} seeds`,
  spread: 'The median, then the lowest to the highest; with five seeds the true median lies between them 15 times in 16.',
  lapless: (count: number, all: number) => `${count} of ${all} never lapped`,
  busy: 'A training is under way in the studio: both would be slower. Finish it first.',
  opened: 'That plan came by a link. Look at it in the studio and press Train there once, or change it; then put it here.',
  cap: 'Each training ends when its course is solved, or after 200,000 steps.',
  verdicts: {
    few: 'Too few of them lapped to compare.',
    same: 'No difference that five seeds can show. It may be luck.',
    betterSteps: (name: string, percent: string, chance: string) =>
      `${name} needs ${percent} fewer steps to its first lap. By luck alone that happens in ${chance} of such comparisons.`,
    betterLap: (name: string, seconds: string, chance: string) =>
      `${name} laps ${seconds} s faster. By luck alone that happens in ${chance} of such comparisons.`,
    reliable: (name: string) => `${name} lapped with every seed, the other did not.`,
  },
} as const;
