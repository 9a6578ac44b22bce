/** A step as DeepRacer's step log has it, and how it is written there. `simtrace.ts` reads such logs. */
import type { ActionSpace } from '../car/actions.ts';
import { END, type End } from '../sim/episode.ts';

/** How an episode stands with its end, in the log's words. */
export const ENDINGS: Readonly<Record<End, string>> = {
  [END.none]: 'in_progress',
  [END.offTrack]: 'off_track',
  [END.crashed]: 'crashed',
  [END.immobilised]: 'immobilized',
  [END.reversed]: 'reversed',
  [END.lapComplete]: 'lap_complete',
  [END.stepCap]: 'time_up',
};

/** Of an episode's decisions: DeepRacer counts the reset as 1. */
export const FIRST_STEP = 2;

export interface LoggedStep {
  readonly episode: number;
  readonly steps: number;
  readonly x: number;
  readonly y: number;
  readonly yawDeg: number;
  readonly steeringDeg: number;
  readonly speed: number;
  /** an index, or steering and speed */
  readonly action: number | readonly [number, number];
  readonly reward: number;
  readonly done: boolean;
  readonly onTrack: boolean;
  readonly progress: number;
  readonly waypoint: number;
  readonly length: number;
  readonly time: number;
  readonly status: string;
  readonly pause: number;
  readonly crashes: number;
  readonly wallClock: number;
}

const bool = (value: boolean) => (value ? 'True' : 'False');

/** The nineteen fields with as many digits as DeepRacer's simulator writes. */
function fieldsOf(step: LoggedStep): string {
  const { action } = step;
  return [
    step.episode,
    step.steps,
    step.x.toFixed(4),
    step.y.toFixed(4),
    step.yawDeg.toFixed(4),
    step.steeringDeg.toFixed(2),
    step.speed.toFixed(2),
    typeof action === 'number' ? action : `[${action[0]} ${action[1]}]`,
    step.reward.toFixed(4),
    bool(step.done),
    bool(step.onTrack),
    step.progress.toFixed(4),
    step.waypoint,
    step.length.toFixed(2),
    step.time.toFixed(3),
    step.status,
    step.pause.toFixed(2),
    step.crashes,
    step.wallClock.toFixed(4),
  ].join(',');
}

export function formatLogLine(step: LoggedStep): string {
  return `SIM_TRACE_LOG:${fieldsOf(step)}\n`;
}

export const TRACE_CSV_HEADER =
  'episode,steps,X,Y,yaw,steer,throttle,action,reward,done,all_wheels_on_track,progress,closest_waypoint,track_len,tstamp,episode_status,pause_duration,obstacle_crash_counter,wall_clock\n';

export function formatCsvLine(step: LoggedStep): string {
  return `${fieldsOf(step)}\n`;
}

/** A command as the log has it: its index among discrete actions, else the command itself. */
export function actionIn(space: ActionSpace | null, steeringDeg: number, speed: number): LoggedStep['action'] {
  if (space?.kind !== 'discrete') return [steeringDeg, speed];
  const index = space.actions.findIndex((action) => action.steeringDeg === steeringDeg && action.speed === speed);
  return index < 0 ? [steeringDeg, speed] : index;
}
