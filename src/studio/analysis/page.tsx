/** Analysis: logs of a training, as a report in the page. */
import interUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { logFolders } from '../../lap/training-log.ts';
import { messageOf } from '../../math/error.ts';
import { SANDBOX_FRAME } from '../../reward/assets.browser.ts';
import { serveSandboxes } from '../../reward/sandbox.browser.ts';
import { isRewardFile, type RewardText } from '../../reward/source.ts';
import { type StoredRun, storedRun, storedRuns } from '../../store/garage.browser.ts';
import { BUNDLED_TRACKS, bundledTrack, KNOWN_TRACKS, trackFromFile } from '../../store/library.browser.ts';
import { type TrackData, trackToData } from '../../track/track.ts';
import { askOnce } from '../../ui/ask-once.ts';
import { DocLink } from '../../ui/doc-link.tsx';
import { DropZone } from '../../ui/drop-zone.tsx';
import { useDropped } from '../../ui/dropped.ts';
import { thousands } from '../../ui/format.ts';
import { dateTime } from '../../ui/language.ts';
import { Nav } from '../../ui/nav.tsx';
import { save } from '../../ui/save.ts';
import type { GivenUpload } from '../../ui/uploads.ts';
import type { AnalysisAnswer, AnalysisCall, GivenLogs } from './analysis.worker.ts';
import { ANALYSIS } from './texts.ts';
import './page.css';

const NONE = '';

type State =
  | { readonly kind: 'empty' | 'working' }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'report';
      readonly name: string;
      readonly report: string;
      readonly passedOver: readonly string[];
      /** the training of this browser that it is of */
      readonly run: string | null;
    };

interface Given {
  readonly logs: GivenLogs;
  readonly name: string;
  /** where it is known */
  readonly track: TrackData | null;
}

/** @param query `run=ID` of a training of this browser */
export function AnalysisPage({ query }: { query: string }) {
  const state = useSignal<State>({ kind: 'empty' });
  const track = useSignal(NONE);
  const given = useRef<Given | null>(null);
  /** a track from a file */
  const brought = useSignal<TrackData | null>(null);
  const reward = useSignal<RewardText | null>(null);
  const taking = useRef(0);
  /** Reads the files that were given last; again when another track is chosen. */
  const read = async () => {
    const mine = ++taking.current;
    if (!given.current) return;
    state.value = { kind: 'working' };
    const { track: known } = given.current;
    const next = await stateFor({ ...given.current, track: brought.value ?? known }, track.value, reward.value);
    // Something newer may have been dropped meanwhile.
    if (mine === taking.current) state.value = next;
  };
  const take = async (find: () => Promise<readonly GivenUpload[]>, name: string) => {
    try {
      const uploads = await find();
      if (uploads.length === 0) return;
      const [{ path, file }] = uploads;
      if (uploads.length === 1 && isRewardFile(path)) {
        reward.value = { file: file.name, text: await file.text() };
        return await read();
      }
      if (uploads.length === 1 && isTrackFile(path)) {
        brought.value = trackToData(await trackFromFile(file));
        track.value = NONE;
        return await read();
      }
      given.current = { logs: { uploads }, name, track: null };
      track.value = trackIn(uploads) ?? track.value;
      await read();
    } catch (error) {
      state.value = { kind: 'failed', why: messageOf(error) };
    }
  };
  useEffect(() => {
    const run = new URLSearchParams(query).get('run');
    if (!run) return;
    givenOfRun(run).then(
      (kept) => {
        given.current = kept;
        void read();
      },
      (error) => {
        state.value = { kind: 'failed', why: messageOf(error) };
      },
    );
  }, []);
  useDropped('analysis', (uploads, name) => void take(async () => uploads, name));
  return (
    <div class="room">
      <Nav here="analysis" />
      <main class="analysis">
        <h1>{ANALYSIS.title}</h1>
        <p>
          {ANALYSIS.intro}{' '}
          <DocLink page="formats-and-cli" at="logs-and-reports">
            {ANALYSIS.docs}
          </DocLink>
        </p>
        <DropZone text={ANALYSIS} onFiles={(find, name) => void take(find, name)} />
        <SavedTrainings />
        <div class="row spread">
          <label class="row">
            {ANALYSIS.track}
            <select
              value={track.value}
              onChange={(event) => {
                track.value = event.currentTarget.value;
                void read();
              }}
            >
              <option value={NONE}>{(brought.value ?? given.current?.track)?.name ?? ANALYSIS.noTrack}</option>
              {KNOWN_TRACKS.filter((name) => BUNDLED_TRACKS.includes(name) || name === track.value).map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {reward.value && (
            <span class="row">
              {ANALYSIS.rescoredBy(reward.value.file)}
              <button
                type="button"
                onClick={() => {
                  reward.value = null;
                  void read();
                }}
              >
                {ANALYSIS.removeReward}
              </button>
            </span>
          )}
        </div>
        <Outcome state={state.value} />
      </main>
    </div>
  );
}

function Outcome({ state }: { state: State }) {
  if (state.kind === 'report') return <Report {...state} />;
  if (state.kind === 'empty') return <p class="quiet">{ANALYSIS.terminal}</p>;
  if (state.kind === 'failed') return <p role="alert">{state.why}</p>;
  return <p role="status">{ANALYSIS.working}</p>;
}

/** Those that can be read without being given. */
function SavedTrainings() {
  const runs = useSignal<readonly StoredRun[]>([]);
  useEffect(() => {
    storedRuns().then(
      (all) => {
        runs.value = all.filter(({ keepsSteps, metrics }) => keepsSteps && metrics.length > 0);
      },
      () => {},
    );
  }, []);
  if (runs.value.length === 0) return null;
  return (
    <section>
      <h2>{ANALYSIS.saved}</h2>
      <ul>
        {runs.value.map(({ id, name, started, metrics }) => (
          <li key={id}>
            <a href={`#/analysis?run=${id}`}>
              {ANALYSIS.training(name, dateTime(started), thousands(metrics.at(-1)?.global_step ?? 0))}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Report({ name, report, passedOver, run }: Extract<State, { kind: 'report' }>) {
  return (
    <>
      {passedOver.length > 0 && <p class="quiet">{ANALYSIS.passedOver(passedOver.length, passedOver[0])}</p>}
      <div class="row">
        <button type="button" onClick={() => save(new TextEncoder().encode(report), `${name}.html`, 'text/html')}>
          {ANALYSIS.save}
        </button>
        {run && <SaveLogs run={run} name={name} />}
      </div>
      <ReportFrame key={report} report={report} />
    </>
  );
}

/** In DeepRacer's folders, for other tools. */
function SaveLogs({ run, name }: { run: string; name: string }) {
  const isBusy = useSignal(false);
  const trouble = useSignal('');
  const pack = async () => {
    isBusy.value = true;
    try {
      const answer = await asked({ zip: run });
      if ('zip' in answer) save(answer.zip, `${name}-logs.zip`, 'application/zip');
    } catch (error) {
      trouble.value = messageOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      <button type="button" disabled={isBusy.value} onClick={() => void pack()}>
        {isBusy.value ? ANALYSIS.preparing : ANALYSIS.saveLogs}
      </button>
      {trouble.value && <span role="alert">{trouble.value}</span>}
    </>
  );
}

/** px: as high as the report is, so that the page scrolls and not a window in it. */
const LEAST_REPORT_HEIGHT = 400;
const MOST_REPORT_HEIGHT = 20_000;

/** The page's typeface as a style that a frame without the page's files can use; empty where it is not to be had. */
async function typeface(): Promise<string> {
  try {
    const bytes = new Uint8Array(await (await fetch(interUrl)).arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return `<style>@font-face{font-family:"Inter Variable";font-weight:100 900;src:url(data:font/woff2;base64,${btoa(text)})}</style>`;
  } catch {
    return '';
  }
}

/** The report has a script of its own: it runs where there is nothing of the page. */
function ReportFrame({ report }: { report: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const height = useSignal(LEAST_REPORT_HEIGHT);
  // Before the frame can have loaded: it says only once that it is ready.
  useLayoutEffect(() => {
    const receive = async (event: MessageEvent) => {
      const { current } = frame;
      if (!current || event.source !== current.contentWindow) return;
      // To a frame of no origin only '*' goes.
      if (event.data === 'reportReady') current.contentWindow?.postMessage(`${report}${await typeface()}`, '*');
      const asked = Number(event.data?.reportHeight);
      if (asked > 0) height.value = Math.min(MOST_REPORT_HEIGHT, Math.max(LEAST_REPORT_HEIGHT, Math.ceil(asked)));
    };
    addEventListener('message', receive);
    return () => removeEventListener('message', receive);
  }, [report]);
  return (
    <iframe
      ref={frame}
      class="analysis-report"
      title={ANALYSIS.report}
      sandbox="allow-scripts allow-downloads"
      style={{ height: `${height.value}px` }}
      src={`${import.meta.env.BASE_URL}report-frame.html`}
    />
  );
}

/** A DeepRacer route, or a track in Lapzero's format. */
function isTrackFile(path: string): boolean {
  return /\.(npy|json)$/i.test(path);
}

/** A Lapzero run saves its logs in a folder for each track. */
function trackIn(uploads: readonly GivenUpload[]): string | undefined {
  const folders = uploads[0].path.split('/');
  return KNOWN_TRACKS.find((name) => folders.includes(name));
}

/** @throws Error when it is no longer there */
async function givenOfRun(id: string): Promise<Given> {
  const run = await storedRun(id);
  const [track] = run?.courses ?? [];
  if (!run || !track) throw new Error(ANALYSIS.gone);
  const [folder] = logFolders([track]);
  return { logs: { run: id, folder }, name: run.name, track };
}

async function stateFor({ logs, name, track: known }: Given, trackName: string, reward: RewardText | null): Promise<State> {
  try {
    const track = trackName ? trackToData(await bundledTrack(trackName)) : known;
    const answer = await asked({ logs, name, track, reward });
    if (!('report' in answer)) throw new Error('no report came');
    return { kind: 'report', name, run: 'run' in logs ? logs.run : null, ...answer };
  } catch (error) {
    return { kind: 'failed', why: messageOf(error) };
  }
}

function asked(call: AnalysisCall) {
  const { port1, port2 } = new MessageChannel();
  const stopServing = serveSandboxes(port1, SANDBOX_FRAME);
  const worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), { type: 'module' });
  return askOnce<AnalysisAnswer>(worker, call, { transfer: [port2] }).finally(stopServing);
}
