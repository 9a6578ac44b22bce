/** All that Watch says. */
export const WATCH = {
  title: 'Watch',
  agent: 'Agent',
  track: 'Track',
  world: 'The agent driving its laps',
  again: 'From the line',
  pause: 'Pause',
  play: 'Continue',
  left: (count: number, percent: number) =>
    `It left the track ${count === 1 ? 'once' : `${count} times`} and starts again; the farthest it came is ${percent.toFixed(0)} % of a lap. Try another track, or continue its training.`,
  continue: 'Continue training',
  replay: 'Replay its best lap',
  keys: 'Space pauses, V changes the view, R starts again from the line.',
  noWorld: 'This browser cannot draw the world.',
} as const;
