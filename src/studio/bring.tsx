/** Bring your DeepRacer: whatever people kept becomes an agent in the Garage, or a course to train on. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { messageOf } from '../math/error.ts';
import { parseAgent } from '../policy/agent.ts';
import { keepAgent, newId } from '../store/garage.browser.ts';
import { ownCourse } from '../store/library.browser.ts';
import { trackFromData, trackToData } from '../track/track.ts';
import { Nav } from '../ui/nav.tsx';
import { thumbnailUrl } from '../ui/thumbnail.ts';
import { BRING } from './bring-texts.ts';
import { deploy } from './deploy.ts';
import type { BroughtCourse, GivenUpload } from './deploy.worker.ts';
import { lastPlan } from './opening.ts';
import { plan, withCourse } from './plan.ts';
import './rooms.css';

type State =
  | { readonly kind: 'empty' | 'working' }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'model';
      readonly id: string;
      readonly name: string;
      readonly network: string;
      readonly notes: readonly string[];
      readonly world: string | null;
    }
  | { readonly kind: 'courses'; readonly courses: readonly BroughtCourse[]; readonly refused: readonly string[] };

/** Where models are tried. */
const COURSE = 'workshop';
const MAX_FILES = 20_000;

export function Bring() {
  const state = useSignal<State>({ kind: 'empty' });
  const isOver = useSignal(false);
  const taking = useRef(0);
  const take = async (find: () => Promise<readonly GivenUpload[]>, name: string) => {
    const mine = ++taking.current;
    state.value = { kind: 'working' };
    let next: State;
    try {
      const uploads = await find();
      next = uploads.length === 0 ? { kind: 'empty' } : await brought(uploads, name);
    } catch (error) {
      next = { kind: 'failed', why: messageOf(error) };
    }
    // Something newer may have been dropped meanwhile.
    if (mine === taking.current) state.value = next;
  };
  const choose = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same again is a change, too.
    input.value = '';
    const uploads = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    void take(async () => uploads, uploads[0]?.path.split('/')[0] ?? '');
  };
  return (
    <div class="room">
      <Nav here="bring" />
      <main class="bring">
        <h1>{BRING.title}</h1>
        <p>{BRING.intro}</p>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it do the same from the keyboard */}
        <div
          class={isOver.value ? 'drop is-over' : 'drop'}
          onDragOver={(event) => {
            event.preventDefault();
            isOver.value = true;
          }}
          onDragLeave={() => {
            isOver.value = false;
          }}
          onDrop={(event) => {
            event.preventDefault();
            isOver.value = false;
            // Only now do the items say what they are.
            const entries = [...(event.dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
            void take(() => filesIn(entries), entries[0]?.name ?? '');
          }}
        >
          <p>{BRING.drop}</p>
          <div class="row">
            <label class="button primary">
              {BRING.file}
              <input type="file" class="unseen" multiple onChange={(event) => choose(event.currentTarget)} />
            </label>
            <label class="button">
              {BRING.folder}
              <input type="file" class="unseen" {...FOLDER} onChange={(event) => choose(event.currentTarget)} />
            </label>
          </div>
        </div>
        <Outcome state={state.value} />
        <section>
          <h2>{BRING.can}</h2>
          <ul>
            {BRING.cans.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
          <p class="quiet">{BRING.cannot}</p>
        </section>
      </main>
    </div>
  );
}

/** No attribute of the standard's, but of every browser's. */
const FOLDER = { webkitdirectory: true };

function Outcome({ state }: { state: State }) {
  if (state.kind === 'working') return <p role="status">{BRING.working}</p>;
  if (state.kind === 'failed') return <p role="alert">{state.why}</p>;
  if (state.kind === 'model') {
    const { id, name, network, notes, world } = state;
    return (
      <section class="card" aria-live="polite">
        <h2>{BRING.inGarage(name)}</h2>
        <dl class="facts">
          <dt>{BRING.network}</dt>
          <dd>{network}</dd>
          {world && (
            <>
              <dt>{BRING.trainedOn}</dt>
              <dd>{world}</dd>
            </>
          )}
        </dl>
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <div class="row">
          <a class="button primary" href={`#/train?from=${id}`}>
            {BRING.goOn}
          </a>
          <a class="button" href="#/garage">
            {BRING.garage}
          </a>
        </div>
      </section>
    );
  }
  if (state.kind === 'courses') {
    return (
      <section class="card">
        <p>{BRING.courses(state.courses.length)}</p>
        <ul class="courses">
          {state.courses.map(({ title, course }) => (
            <li key={course.name}>
              <button type="button" onClick={() => void trainOn(course)}>
                <img src={thumbnailUrl(trackFromData(course))} alt="" />
                {title}
              </button>
            </li>
          ))}
        </ul>
        {state.refused.map((why) => (
          <p key={why} class="quiet">
            {BRING.leftOut} {why}
          </p>
        ))}
      </section>
    );
  }
  return null;
}

async function trainOn(course: BroughtCourse['course']): Promise<void> {
  plan.value = await withCourse(plan.value ?? (await lastPlan()), trackFromData(course), { file: course.name });
  location.hash = '#/train';
}

async function brought(uploads: readonly GivenUpload[], name: string): Promise<State> {
  const course = trackToData(await ownCourse(COURSE));
  const answer = await deploy({ bring: uploads, name, course });
  if ('courses' in answer) return { kind: 'courses', ...answer };
  if (!('brought' in answer)) throw new Error('the worker gave no answer');
  const { name: agentName, files, notes, world } = answer.brought;
  // Checked before it is kept.
  const network = parseAgent(files, agentName).policy.network.architecture.name;
  const id = newId();
  await keepAgent({
    id,
    name: agentName,
    created: Date.now(),
    files,
    course: null,
    bestLapSeconds: null,
    firstLapSeconds: null,
    curve: [],
  });
  return { kind: 'model', id, name: agentName, network, notes, world };
}

/** All files of what was dropped, folders and all. */
async function filesIn(entries: readonly FileSystemEntry[]): Promise<GivenUpload[]> {
  const found: GivenUpload[] = [];
  const visit = async (entry: FileSystemEntry): Promise<void> => {
    if (found.length >= MAX_FILES) return;
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      found.push({ path: entry.fullPath.replace(/^\//, ''), file });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // A reader gives a hundred or so at a time.
    for (;;) {
      const more = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (more.length === 0) break;
      for (const each of more) await visit(each);
    }
  };
  for (const entry of entries) await visit(entry);
  return found;
}
