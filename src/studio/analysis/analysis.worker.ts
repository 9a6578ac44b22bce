/** Reads logs and makes their report, off the page's thread. */
import { gunzipSync, zipSync } from 'fflate';
import { type Analysis, analyse, compareRewards, type LogPart, type Rescoring } from '../../lap/analysis.ts';
import { inOrder, isLogName, readLog, readLogs } from '../../lap/log-files.ts';
import { rescoreLogs } from '../../lap/rescore-logs.ts';
import { messageOf, UserError } from '../../math/error.ts';
import { headline, RewardFailed } from '../../reward/problem.ts';
import { portSandboxes } from '../../reward/sandbox.worker.ts';
import { type RewardSource, type RewardText, rewardSource } from '../../reward/source.ts';
import { type StoredLog, storedLogs } from '../../store/garage.browser.ts';
import { type Track, type TrackData, trackFromData } from '../../track/track.ts';
import { formatReport } from '../../ui/report.ts';
import { type GivenUpload, givenOf } from '../../ui/uploads.ts';

/** What to read: given files, or the folder of a track of a training in this browser. */
export type GivenLogs = { readonly uploads: readonly GivenUpload[] } | { readonly run: string; readonly folder: string };

export type AnalysisCall =
  | {
      readonly logs: GivenLogs;
      readonly name: string;
      readonly track: TrackData | null;
      /** rescores the same driving; a port for sandboxes goes with the message */
      readonly reward: RewardText | null;
    }
  /** of a training of this browser: all its logs as a zip */
  | { readonly zip: string };

export type AnalysisAnswer =
  | { readonly report: string; readonly passedOver: readonly string[] }
  | { readonly zip: Uint8Array }
  | { readonly failed: string };

/** Where logs do not say which iteration a step is of; DeepRacer's default. */
const EPISODES_PER_ITERATION = 20;

const answer = (message: AnalysisAnswer) => postMessage(message);

addEventListener('message', ({ data, ports }: MessageEvent<AnalysisCall>) => {
  const work = 'zip' in data ? zipOf(data.zip) : reportOn(data, ports[0]);
  work.then(answer, (error) => answer({ failed: messageOf(error) }));
});

async function zipOf(run: string): Promise<AnalysisAnswer> {
  const files = await savedFiles(run);
  return { zip: zipSync(Object.fromEntries(files.map(({ path, gzip }) => [path, gunzipSync(gzip)]))) };
}

async function savedFiles(run: string): Promise<StoredLog['files']> {
  return (await storedLogs(run)).flatMap(({ files }) => files);
}

async function reportOn(
  { logs, name, track: trackData, reward }: Extract<AnalysisCall, { name: string }>,
  sandboxPort: MessagePort,
): Promise<AnalysisAnswer> {
  const { parts: found, passedOver } = await partsOf(logs, name);
  const parts = inOrder(found, name);
  const analysis = analyse(parts, EPISODES_PER_ITERATION);
  const track = trackData && trackFromData(trackData);
  const rescoring = reward && (await rescored(rewardSource(reward.file, reward.text), track, parts, analysis, sandboxPort));
  return { report: formatReport({ title: name, parts, analysis, track, rescoring }), passedOver };
}

async function rescored(
  source: RewardSource,
  track: Track | null,
  parts: readonly LogPart[],
  analysis: Analysis,
  sandboxPort: MessagePort,
): Promise<Rescoring> {
  if (!track) throw new UserError(source.file, 'the reward function', 'needs the track', 'choose it, or drop its file');
  try {
    const rewards = await rescoreLogs(parts, analysis.episodes, track, source, portSandboxes(sandboxPort));
    return compareRewards(source.file, analysis, rewards);
  } catch (error) {
    throw error instanceof RewardFailed ? new Error(headline(error.problem)) : error;
  }
}

/** A single log is read in pieces, however long it is. */
async function partsOf(logs: GivenLogs, name: string) {
  if ('run' in logs) {
    const files = (await savedFiles(logs.run)).filter(({ path }) => path.split('/').includes(logs.folder));
    return readLogs(
      name,
      files.map(({ path, gzip }) => ({ path, read: async () => gunzipSync(gzip) })),
    );
  }
  const { uploads } = logs;
  const [{ path, file }] = uploads;
  if (uploads.length > 1 || !isLogName(path)) {
    const given = await givenOf(uploads, name);
    return readLogs(given.name, given.files);
  }
  return { parts: [await readLog(path, piecesOf(file))], passedOver: [] };
}

async function* piecesOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
