/** The time that a replay shows: it follows the wall clock at a rate, however seldom frames are drawn. */

export interface ReplayClock {
  /** s since the laps' start */
  time: number;
  isPlaying: boolean;
  /** seconds of the replay per second */
  rate: number;
  /** @param seconds of wall clock since the last call @param end s; playing stops there */
  advance(seconds: number, end: number): void;
}

export function newReplayClock(): ReplayClock {
  return {
    time: 0,
    isPlaying: false,
    rate: 1,
    advance(seconds, end) {
      if (!this.isPlaying) return;
      this.time = Math.min(end, this.time + this.rate * seconds);
      this.isPlaying = this.time < end;
    },
  };
}
