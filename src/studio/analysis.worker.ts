/** Reads logs and makes their report, off the page's thread. */
import { analyse } from '../lap/analysis.ts';
import { inOrder, isLogName, readLog, readLogs } from '../lap/log-files.ts';
import { messageOf } from '../math/error.ts';
import { type TrackData, trackFromData } from '../track/track.ts';
import { formatReport } from '../ui/report.ts';
import { type GivenUpload, givenOf } from './uploads.ts';

export interface AnalysisCall {
  readonly uploads: readonly GivenUpload[];
  readonly name: string;
  readonly course: TrackData | null;
}

export type AnalysisAnswer = { readonly report: string; readonly passedOver: readonly string[] } | { readonly failed: string };

/** Where logs do not say which iteration a step is of; DeepRacer's default. */
const EPISODES_PER_ITERATION = 20;

const answer = (message: AnalysisAnswer) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<AnalysisCall>) => {
  reportOn(data).then(answer, (error) => answer({ failed: messageOf(error) }));
});

async function reportOn({ uploads, name, course }: AnalysisCall): Promise<AnalysisAnswer> {
  const { parts: found, passedOver } = await partsOf(uploads, name);
  const parts = inOrder(found, name);
  const analysis = analyse(parts, EPISODES_PER_ITERATION);
  const track = course && trackFromData(course);
  return { report: formatReport({ title: name, parts, analysis, track, repayment: null }), passedOver };
}

/** A single log is read in pieces, however long it is. */
async function partsOf(uploads: readonly GivenUpload[], name: string) {
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
