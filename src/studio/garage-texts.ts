/** All that the Garage says. */
export const GARAGE = {
  title: 'Garage',
  empty: 'No agents yet. Train one: it takes seconds, and it will be here when it is done.',
  train: 'Train',
  upload: 'Upload an agent (.zip)',
  name: 'Name',
  badName: 'A name has 1 to 64 letters, digits, blanks, dots and dashes, and begins with a letter or digit.',
  bestLap: 'Best lap',
  firstLap: 'First lap after',
  curve: 'Laps without exploring, over the steps it learned from',
  goOn: 'Go on training',
  download: 'Download',
  forCar: 'For a real car …',
  replay: 'Replay its lap',
  clone: 'Clone',
  remove: 'Delete',
  deleted: (name: string) => `${name} is deleted.`,
  undo: 'Undo',
  course: 'Course to drive',
  ownCourse: 'its own course',
  evaluate: 'Drive 3 laps',
  driving: 'Driving …',
  seeDrive: 'See them in Replay',
  clean: 'clean',
  faults: (offTracks: number, crashes: number) =>
    [offTracks > 0 ? `left the road ${offTracks}×` : '', crashes > 0 ? `ran into something ${crashes}×` : '']
      .filter(Boolean)
      .join(', '),
  gaveUp: (progress: number) => `gave up after ${progress.toFixed(0)} % of a lap`,
  limit: (seconds: string, ratio: number) => `Its car’s limit is ${seconds}: its best takes ${ratio.toFixed(2)} × as long.`,
  hash: 'The same drive as `lapzero evaluate` with hash',
} as const;
