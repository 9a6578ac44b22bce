/** How fast is it here? What the CPU and the GPU of this machine can do, measured. */
import { signal } from '@preact/signals';
import { thousands } from '../../ui/format.ts';
import { Nav } from '../../ui/nav.tsx';
import type { SpeedNews, SpeedWhat } from './speed.worker.ts';
import { SPEED } from './texts.ts';

type Row = { readonly cpu?: number; readonly gpu?: number };

const rows = signal<Readonly<Partial<Record<SpeedWhat, Row>>>>({});
const gpu = signal<{ readonly name: string; readonly isSoftware: boolean } | null>(null);
const state = signal<'idle' | 'measuring' | 'done'>('idle');

function measure(): void {
  rows.value = {};
  gpu.value = null;
  state.value = 'measuring';
  const worker = new Worker(new URL('./speed.worker.ts', import.meta.url), { type: 'module' });
  const end = () => {
    state.value = 'done';
    worker.terminate();
  };
  worker.onerror = ({ message }) => {
    gpu.value = { name: message, isSoftware: false };
    end();
  };
  worker.onmessage = ({ data }: MessageEvent<SpeedNews>) => {
    if ('done' in data) end();
    else if ('name' in data) gpu.value = data;
    else {
      const { what, ...figure } = data;
      rows.value = { ...rows.value, [what]: { ...rows.value[what], ...figure } };
    }
  };
  worker.postMessage('measure');
}

function nameOf(what: string): string {
  const [kind, network = ''] = what.split(' ');
  return kind === 'learn' ? SPEED.learn(network) : kind === 'train' ? SPEED.train(network) : SPEED.camera;
}

export function SpeedPage() {
  const found = Object.entries(rows.value) as [SpeedWhat, Row][];
  const device = gpu.value;
  return (
    <div class="room">
      <Nav here="speed" />
      <main>
        <h1>{SPEED.title}</h1>
        <p>{SPEED.intro}</p>
        <div class="row">
          <button type="button" class="primary" disabled={state.value === 'measuring'} onClick={measure}>
            {state.value === 'measuring' ? SPEED.underWay : state.value === 'done' ? SPEED.again : SPEED.start}
          </button>
          <a class="button" href="#/train">
            {SPEED.back}
          </a>
        </div>
        {device && <p>{device.isSoftware ? SPEED.software(device.name) : SPEED.gpu(device.name)}</p>}
        {found.length > 0 && (
          <section class="card" aria-live="polite">
            <table class="results">
              <thead>
                <tr>
                  {Object.values(SPEED.columns).map((name) => (
                    <th key={name}>{name}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {found.map(([what, { cpu, gpu }]) => (
                  <tr key={what}>
                    <th>{nameOf(what)}</th>
                    <td>{cpu === undefined ? '–' : thousands(cpu)}</td>
                    <td>{gpu ? thousands(gpu) : '–'}</td>
                    <td>{cpu && gpu ? `${(gpu / cpu).toPrecision(2)} ×` : '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {state.value === 'done' && (
          <details>
            <summary>{SPEED.asText}</summary>
            <pre class="as-json">{JSON.stringify({ gpu: device, rows: rows.value }, null, 2)}</pre>
          </details>
        )}
      </main>
    </div>
  );
}
