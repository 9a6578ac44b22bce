/** Bring your DeepRacer: DeepRacer files become an agent in the Garage, or a track to train on. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ActionSpace } from '../../car/actions.ts';
import { messageOf } from '../../math/error.ts';
import { parseAgent } from '../../policy/agent.ts';
import { newId, saveAgent } from '../../store/garage.browser.ts';
import { bundledTrack } from '../../store/library.browser.ts';
import { trackFromData, trackToData } from '../../track/track.ts';
import { ActionFan } from '../../ui/action-fan.tsx';
import { DocLink } from '../../ui/doc-link.tsx';
import { DropZone } from '../../ui/drop-zone.tsx';
import { useDropped } from '../../ui/dropped.ts';
import { rounded } from '../../ui/format.ts';
import { Nav } from '../../ui/nav.tsx';
import { thumbnailUrl } from '../../ui/thumbnail.ts';
import type { GivenUpload } from '../../ui/uploads.ts';
import { deploy } from '../deploy.ts';
import type { BroughtTrack } from '../deploy.worker.ts';
import { lastSetup } from '../training/opening.ts';
import { setup, withTrack } from '../training/setup.ts';
import { BRING } from './texts.ts';
import '../tracks.css';
import './page.css';

type State =
  | { readonly kind: 'empty' | 'working' }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'model';
      readonly id: string;
      readonly name: string;
      readonly network: string;
      readonly actionSpace: ActionSpace;
      readonly notes: readonly string[];
      readonly world: string | null;
    }
  | { readonly kind: 'tracks'; readonly tracks: readonly BroughtTrack[]; readonly refused: readonly string[] };

/** Where models are tried. */
const TRACK = 'workshop';

export function ImportPage() {
  const state = useSignal<State>({ kind: 'empty' });
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
  useDropped('bring', (uploads, name) => void take(async () => uploads, name));
  return (
    <div class="room">
      <Nav here="bring" />
      <main class="bring">
        <h1>{BRING.title}</h1>
        <p>
          {BRING.intro}{' '}
          <DocLink page="real-car" at="import">
            {BRING.docs}
          </DocLink>
        </p>
        <DropZone text={BRING} onFiles={(find, name) => void take(find, name)} />
        <Outcome state={state.value} />
        <section>
          <h2>{BRING.can}</h2>
          <ul>
            {BRING.cans.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
          <p class="quiet">
            {BRING.cannot}{' '}
            <DocLink page="formats-and-cli" at="import-and-export">
              {BRING.formats}
            </DocLink>
          </p>
        </section>
      </main>
    </div>
  );
}

function Outcome({ state }: { state: State }) {
  if (state.kind === 'working') return <p role="status">{BRING.working}</p>;
  if (state.kind === 'failed') return <p role="alert">{state.why}</p>;
  if (state.kind === 'model') {
    const { id, name, network, actionSpace, notes, world } = state;
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
          <dt>{BRING.actions}</dt>
          <dd>{actionsOf(actionSpace)}</dd>
        </dl>
        <ActionFan space={actionSpace} />
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <div class="row">
          <a class="button primary" href={`#/watch?agent=${id}`}>
            {BRING.watch}
          </a>
          <a class="button" href={`#/train?from=${id}`}>
            {BRING.continue}
          </a>
          <a class="button" href="#/garage">
            {BRING.garage}
          </a>
        </div>
      </section>
    );
  }
  if (state.kind === 'tracks') {
    return (
      <section class="card">
        <p>{BRING.tracks(state.tracks.length)}</p>
        <ul class="tracks">
          {state.tracks.map(({ title, track }) => (
            <li key={track.name}>
              <button type="button" onClick={() => void trainOn(track)}>
                <img src={thumbnailUrl(trackFromData(track))} alt="" />
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

/** "10: −30° to 30°, 1 to 2 m/s" */
function actionsOf(space: ActionSpace): string {
  if (space.kind === 'continuous') return BRING.anyAction(rangeOf(space.steeringDeg), rangeOf(space.speed));
  const range = (values: readonly number[]) => rangeOf({ low: Math.min(...values), high: Math.max(...values) });
  const { actions } = space;
  return BRING.actionList(
    actions.length,
    range(actions.map(({ steeringDeg }) => steeringDeg)),
    range(actions.map(({ speed }) => speed)),
  );
}

function rangeOf({ low, high }: { low: number; high: number }): string {
  return low === high ? String(rounded(low)) : `${rounded(low)} to ${rounded(high)}`;
}

async function trainOn(track: BroughtTrack['track']): Promise<void> {
  setup.value = await withTrack(setup.value ?? (await lastSetup()), trackFromData(track), { file: track.name });
  location.hash = '#/train';
}

async function brought(uploads: readonly GivenUpload[], name: string): Promise<State> {
  const track = trackToData(await bundledTrack(TRACK));
  const answer = await deploy({ bring: uploads, name, track });
  if ('tracks' in answer) return { kind: 'tracks', ...answer };
  if (!('brought' in answer)) throw new Error('the worker gave no answer');
  const { name: agentName, files, notes, world } = answer.brought;
  // Checked before it is saved.
  const { network, actionSpace } = parseAgent(files, agentName).policy;
  const id = newId();
  await saveAgent({
    id,
    name: agentName,
    created: Date.now(),
    files,
    course: null,
    bestLapSeconds: null,
    firstLapSeconds: null,
    curve: [],
  });
  return { kind: 'model', id, name: agentName, network: network.architecture.name, actionSpace, notes, world };
}
