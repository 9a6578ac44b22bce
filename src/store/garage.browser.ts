/** The Garage: agents and trainings, saved in this browser (IndexedDB). Nothing of it leaves the machine. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Metrics } from '../learn/metrics.ts';
import type { Recipe } from '../learn/recipe.ts';
import { UserError } from '../math/error.ts';
import type { RewardSource } from '../reward/source.ts';
import type { TrackData } from '../track/track.ts';
import type { ZippedAgent } from './agent-zip.ts';
import type { TrackSource } from './track-source.ts';

export interface StoredAgent {
  readonly id: string;
  readonly name: string;
  /** ms since 1970 */
  readonly created: number;
  readonly files: ZippedAgent;
  /** its first track, under the name that older databases hold; null where that is not known */
  readonly course: TrackData | null;
  readonly bestLapSeconds: number | null;
  readonly firstLapSeconds: number | null;
  /** decisions it learned from, and % of the laps asked for, evaluation by evaluation */
  readonly curve: readonly (readonly [steps: number, completion: number])[];
  /** what its reward is called (missing in agents of earlier versions) */
  readonly rewardName?: string;
  /** how its track can be had again (missing where only its points are known) */
  readonly source?: TrackSource;
  /** it was trained in this browser: its reward function is no stranger's */
  readonly isTrainedHere?: boolean;
  /** the last laps that it was asked to drive: a recording's text, and where (missing before the first) */
  readonly lastDrive?: { readonly recording: string; readonly course: TrackData };
}

export interface StoredRun {
  readonly id: string;
  readonly name: string;
  readonly started: number;
  readonly recipe: Recipe;
  readonly courses: readonly TrackData[];
  readonly reward: RewardSource | null;
  /** weights it began with */
  readonly parameters: Float32Array | null;
  /** the state to resume from; null before the first checkpoint, and when the training is over */
  readonly checkpoint: Uint8Array | null;
  readonly metrics: readonly Metrics[];
  /** by update: % of the laps asked for; null where it was not evaluated */
  readonly completion: readonly (number | null)[];
  readonly lapSeconds: readonly (number | null)[];
  readonly firstLapSeconds: number | null;
  readonly isOver: boolean;
  readonly agent: string | null;
  /** its steps are saved (missing in runs of earlier versions) */
  readonly keepsSteps?: boolean;
  /** what its reward is called, and how its track can be had again (missing in runs of earlier versions) */
  readonly rewardName?: string;
  readonly source?: TrackSource;
}

/** What an update of a training drove, as step logs. */
export interface StoredLog {
  /** the training's id */
  readonly run: string;
  readonly update: number;
  /** of each track, the number of the next episode */
  readonly next: readonly number[];
  /** N-iteration.csv, gzipped, with the folder of its track */
  readonly files: readonly { readonly path: string; readonly gzip: Uint8Array }[];
}

interface Schema extends DBSchema {
  agents: { key: string; value: StoredAgent };
  runs: { key: string; value: StoredRun };
  logs: { key: [run: string, update: number]; value: StoredLog };
}

const NAME = 'lapzero';
const VERSION = 2;
/** Limits of the stored runs, finished and unfinished ones; older runs are deleted. */
const MAX_RUNS = 40;
const MAX_UNFINISHED = 3;

let opened: Promise<IDBPDatabase<Schema>> | undefined;

/** Brings a database of an earlier version (0: none) to this one: each store is created once. */
export function upgradeGarage(database: Pick<IDBPDatabase<Schema>, 'createObjectStore'>, from: number): void {
  if (from < 1) {
    database.createObjectStore('agents', { keyPath: 'id' });
    database.createObjectStore('runs', { keyPath: 'id' });
  }
  if (from < 2) database.createObjectStore('logs', { keyPath: ['run', 'update'] });
}

/** @throws UserError where the browser stores nothing, in a private window for instance */
function open(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>(NAME, VERSION, {
    upgrade: upgradeGarage,
    // Another page with a newer version waits for this one to let go.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  }).catch((error) => {
    opened = undefined;
    throw new UserError('this browser', 'the Garage', `cannot be opened (${error.message})`, 'leave the private window');
  });
  return opened;
}

async function put<Name extends 'agents' | 'runs' | 'logs'>(name: Name, value: Schema[Name]['value']): Promise<void> {
  try {
    await (await open()).put(name, value);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
    throw new UserError('this browser', 'the Garage', 'is full', 'download agents you want to keep, and delete some');
  }
}

export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The newest first. */
export async function storedAgents(): Promise<StoredAgent[]> {
  return (await (await open()).getAll('agents')).sort((a, b) => b.created - a.created);
}

export async function storedAgent(id: string): Promise<StoredAgent | undefined> {
  return (await open()).get('agents', id);
}

/** Also an agent that was there before: its name is changed so. */
export function saveAgent(agent: StoredAgent): Promise<void> {
  return put('agents', agent);
}

export async function deleteAgent(id: string): Promise<void> {
  await (await open()).delete('agents', id);
}

/** The newest first. */
export async function storedRuns(): Promise<StoredRun[]> {
  return (await (await open()).getAll('runs')).sort((a, b) => b.started - a.started);
}

export function saveRun(run: StoredRun): Promise<void> {
  return put('runs', run);
}

/** Makes room, before a new training. */
export async function deleteOldRuns(): Promise<void> {
  const runs = await storedRuns();
  const over = runs.filter(({ isOver }) => isOver);
  // A run without a checkpoint cannot be resumed.
  const unfinished = runs.filter(({ isOver, checkpoint }) => !isOver && checkpoint !== null);
  const kept = new Set([...over.slice(0, MAX_RUNS), ...unfinished.slice(0, MAX_UNFINISHED)]);
  for (const run of runs) if (!kept.has(run)) await deleteRun(run.id);
}

export async function deleteRun(id: string): Promise<void> {
  const all = (await open()).transaction(['runs', 'logs'], 'readwrite');
  const deleted = [all.objectStore('runs').delete(id), all.objectStore('logs').delete(logsAfter(id, 0)), all.done];
  // Without this a busy page commits late, and a reload before that aborts the deletion.
  all.commit();
  await Promise.all(deleted);
}

export async function storedRun(id: string): Promise<StoredRun | undefined> {
  return (await open()).get('runs', id);
}

export function saveLog(log: StoredLog): Promise<void> {
  return put('logs', log);
}

/** In the order of their updates. */
export async function storedLogs(run: string): Promise<StoredLog[]> {
  return (await open()).getAll('logs', logsAfter(run, 0));
}

export async function lastLog(run: string): Promise<StoredLog | undefined> {
  const cursor = await (await open()).transaction('logs').store.openCursor(logsAfter(run, 0), 'prev');
  return cursor?.value;
}

/** Of a training's updates after one. */
export async function deleteLogs(run: string, update: number): Promise<void> {
  await (await open()).delete('logs', logsAfter(run, update));
}

function logsAfter(run: string, update: number): IDBKeyRange {
  return IDBKeyRange.bound([run, update], [run, Number.POSITIVE_INFINITY], true);
}
