/** Analysis: logs of a training, as a report in the page. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../math/error.ts';
import { OWN_COURSES, ownCourse } from '../store/library.browser.ts';
import { trackToData } from '../track/track.ts';
import { Nav } from '../ui/nav.tsx';
import { save } from '../ui/save.ts';
import type { AnalysisAnswer, AnalysisCall } from './analysis.worker.ts';
import { ANALYSIS } from './analysis-texts.ts';
import { DropZone } from './drop-zone.tsx';
import type { GivenUpload } from './uploads.ts';
import './rooms.css';

const NONE = '';

type State =
  | { readonly kind: 'empty' | 'working' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'report'; readonly name: string; readonly report: string; readonly passedOver: readonly string[] };

export function AnalysisRoom() {
  const state = useSignal<State>({ kind: 'empty' });
  const course = useSignal(NONE);
  const given = useRef<{ readonly uploads: readonly GivenUpload[]; readonly name: string } | null>(null);
  const taking = useRef(0);
  /** Reads what was given last, anew when another course is chosen. */
  const read = async () => {
    const mine = ++taking.current;
    if (!given.current) return;
    state.value = { kind: 'working' };
    const next = await stateFor(given.current, course.value);
    // Something newer may have been dropped meanwhile.
    if (mine === taking.current) state.value = next;
  };
  const take = async (find: () => Promise<readonly GivenUpload[]>, name: string) => {
    try {
      const uploads = await find();
      if (uploads.length === 0) return;
      given.current = { uploads, name };
      course.value = courseIn(uploads) ?? course.value;
      await read();
    } catch (error) {
      state.value = { kind: 'failed', why: messageOf(error) };
    }
  };
  return (
    <div class="room">
      <Nav here="analysis" />
      <main class="analysis">
        <h1>{ANALYSIS.title}</h1>
        <p>{ANALYSIS.intro}</p>
        <DropZone text={ANALYSIS} onFiles={(find, name) => void take(find, name)} />
        <div class="row spread">
          <label class="row">
            {ANALYSIS.course}
            <select
              value={course.value}
              onChange={(event) => {
                course.value = event.currentTarget.value;
                void read();
              }}
            >
              <option value={NONE}>{ANALYSIS.noCourse}</option>
              {OWN_COURSES.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
        <Outcome state={state.value} />
      </main>
    </div>
  );
}

function Outcome({ state }: { state: State }) {
  if (state.kind === 'report') return <Report {...state} />;
  if (state.kind === 'empty') return <p class="quiet">{ANALYSIS.ours}</p>;
  if (state.kind === 'failed') return <p role="alert">{state.why}</p>;
  return <p role="status">{ANALYSIS.working}</p>;
}

function Report({ name, report, passedOver }: Extract<State, { kind: 'report' }>) {
  return (
    <>
      {passedOver.length > 0 && <p class="quiet">{ANALYSIS.passedOver(passedOver.length, passedOver[0])}</p>}
      <div class="row">
        <button type="button" onClick={() => save(new TextEncoder().encode(report), `${name}.html`, 'text/html')}>
          {ANALYSIS.save}
        </button>
      </div>
      <ReportFrame key={report} report={report} />
    </>
  );
}

/** The report has a script of its own: it runs where there is nothing of the page. */
function ReportFrame({ report }: { report: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      // To a frame of no origin only '*' goes.
      if (event.source === frame.current?.contentWindow && event.data === 'reportReady')
        frame.current?.contentWindow?.postMessage(report, '*');
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [report]);
  return (
    <iframe
      ref={frame}
      class="analysis-report"
      title={ANALYSIS.report}
      sandbox="allow-scripts allow-downloads"
      src={`${import.meta.env.BASE_URL}report-frame.html`}
    />
  );
}

/** A run of ours keeps its logs in a folder for each course. */
function courseIn(uploads: readonly GivenUpload[]): string | undefined {
  const folders = uploads[0].path.split('/');
  return OWN_COURSES.find((name) => folders.includes(name));
}

async function stateFor({ uploads, name }: Omit<AnalysisCall, 'course'>, courseName: string): Promise<State> {
  try {
    const course = courseName ? trackToData(await ownCourse(courseName)) : null;
    const answer = await analysed({ uploads, name, course });
    return 'failed' in answer ? { kind: 'failed', why: answer.failed } : { kind: 'report', name, ...answer };
  } catch (error) {
    return { kind: 'failed', why: messageOf(error) };
  }
}

function analysed(call: AnalysisCall): Promise<AnalysisAnswer> {
  const worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<AnalysisAnswer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<AnalysisAnswer>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(call);
  }).finally(() => worker.terminate());
}
