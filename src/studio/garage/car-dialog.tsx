/** From the Garage to a real car: how ready an agent is, and its files. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { EXPORT_TARGETS, type ExportTarget } from '../../deploy/model-files.ts';
import { DISTURBANCES, type DisturbedDrives, type Robustness } from '../../lap/robust.ts';
import { messageOf } from '../../math/error.ts';
import type { StoredAgent } from '../../store/garage.browser.ts';
import { bundledTrack } from '../../store/library.browser.ts';
import { trackToData } from '../../track/track.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DISTURBANCE_TEXTS } from '../../ui/disturbances.ts';
import { DocLink } from '../../ui/doc-link.tsx';
import { save } from '../../ui/save.ts';
import { deploy } from '../deploy.ts';
import { CAR } from './texts.ts';
import './car-dialog.css';

/** Where agents drive that know no track. */
const TRACK = 'workshop';
const WIDTH = 120;

export function CarDialog({ agent, onClose }: { agent: StoredAgent; onClose: () => void }) {
  const drives = useSignal<readonly DisturbedDrives[]>([]);
  const robustness = useSignal<Robustness | null>(null);
  const isProving = useSignal(false);
  const news = useSignal('');
  const trouble = useSignal('');
  const leaving = useRef(new AbortController());
  const name = agent.name.replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '') || 'agent';
  const track = async () => agent.course ?? trackToData(await bundledTrack(TRACK));
  const fail = (error: unknown) => {
    if (!leaving.current.signal.aborted) trouble.value = messageOf(error);
  };
  const measure = async () => {
    const call = { evaluate: agent.files, track: await track() };
    const answer = await deploy(call, {
      signal: leaving.current.signal,
      onProgress(more) {
        drives.value = [...drives.value, more];
      },
    });
    if ('robustness' in answer) robustness.value = answer.robustness;
  };
  // The robustness is measured before a policy goes on a real car.
  useEffect(() => {
    measure().catch(fail);
    return () => leaving.current.abort();
  }, []);
  const send = async (target: ExportTarget) => {
    isProving.value = true;
    trouble.value = '';
    news.value = '';
    try {
      const call = { send: agent.files, name, target, track: await track(), robustness: robustness.value };
      const answer = await deploy(call, { signal: leaving.current.signal });
      if ('proof' in answer) {
        const { files, sheet, proof } = answer;
        if (target === 'tfjs') {
          const { zipSync } = await import('fflate');
          save(zipSync({ ...files }, { level: 0 }), `${name}-tfjs.zip`, 'application/zip');
        } else for (const [file, bytes] of Object.entries(files)) save(bytes, file, 'application/octet-stream');
        if (sheet) save(new TextEncoder().encode(sheet), `${name}.html`, 'text/html');
        news.value = CAR.proven(proof.frames, proof.maxDifference.toExponential(1));
      }
    } catch (error) {
      fail(error);
    }
    isProving.value = false;
  };
  return (
    <Dialog title={CAR.title(agent.name)} closeLabel={CAR.close} onClose={onClose}>
      <h3>{CAR.ready}</h3>
      <p class="quiet">{CAR.readyHelp}</p>
      <table class="results disturbances">
        <tbody>
          {DISTURBANCES.map((disturbance, i) => (
            <tr key={disturbance}>
              <th>{DISTURBANCE_TEXTS[disturbance]}</th>
              <td>
                <Bar drives={drives.value[i]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status">
        <b>{robustness.value ? CAR.score(robustness.value.score) : CAR.measuring}</b>{' '}
        {robustness.value && CAR.advice(robustness.value.score)}
      </p>
      <h3>{CAR.files}</h3>
      <div class="row">
        {EXPORT_TARGETS.map((target) => (
          <button
            key={target}
            type="button"
            class={target === 'deepracer' ? 'primary' : ''}
            disabled={isProving.value}
            onClick={() => void send(target)}
          >
            {CAR.targets[target]}
          </button>
        ))}
      </div>
      <p class="quiet" aria-live="polite">
        {isProving.value ? CAR.proving : news.value || CAR.sheet}
      </p>
      {trouble.value && <p role="alert">{trouble.value}</p>}
      <p>
        <DocLink page="real-car" at="export">
          {CAR.docs}
        </DocLink>
      </p>
    </Dialog>
  );
}

/** Clean laps of all, drawn and told. */
function Bar({ drives }: { drives: DisturbedDrives | undefined }) {
  const part = drives ? drives.clean / drives.runs : 0;
  return (
    <span class="bar">
      <svg viewBox={`0 0 ${WIDTH} 10`} aria-hidden="true">
        <rect class="bar-all" width={WIDTH} height={10} rx={2} />
        <rect class="bar-part" width={WIDTH * part} height={10} rx={2} />
      </svg>
      <span class="number">{drives ? CAR.clean(drives.clean, drives.runs) : '…'}</span>
    </span>
  );
}
