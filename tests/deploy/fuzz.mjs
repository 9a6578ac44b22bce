/**
 * Imports mutated models, one after the other, as a process of its own: `fuzz.mjs COUNT`. Prints one JSON object:
 * {files, refused, accepted, crashed, slowest, peakMegabytes}. Uses the compiled program.
 */
import { gzipSync, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { startFrames } from '../../build/src/deploy/frames.js';
import { openGiven } from '../../build/src/deploy/given.js';
import { formatGraph } from '../../build/src/deploy/graphdef.js';
import { importModel } from '../../build/src/deploy/import-model.js';
import { formatMetadata } from '../../build/src/deploy/metadata.js';
import { policyGraph } from '../../build/src/deploy/policy-graph.js';
import { integerBelow, randomStream } from '../../build/src/math/random.js';
import { readAgent } from '../../build/src/store/agents.node.js';
import { loadTrack } from '../../build/src/store/tracks.node.js';

const count = Number(process.argv[2] ?? 2000);
const stream = randomStream(1, 'fuzz');
const below = (n) => integerBelow(stream, n);
const { policy } = readAgent(new URL('../../agents/classic-gold', import.meta.url).pathname);
const frames = startFrames(loadTrack('workshop'), 1, 1);
const pb = formatGraph(policyGraph(policy));
const metadata = new TextEncoder().encode(formatMetadata(policy, 'deepracer-v6'));

const NASTY = [0, 1, 127, 128, 255, 0x7f, 0xff];

/** Bits turned, bytes made extreme, pieces cut out, doubled or moved. */
function mutated(bytes) {
  let out = bytes.slice();
  for (let times = 1 + below(4); times > 0; times--) {
    // Most of a model are weights; what is around them is more interesting.
    const at = below(3) === 0 ? below(out.length || 1) : below(Math.min(out.length, 3000) || 1);
    const length = 1 + below(64);
    const kind = below(7);
    if (kind === 0) out[at] ^= 1 << below(8);
    else if (kind === 1) out[at] = NASTY[below(NASTY.length)];
    else if (kind === 2) out.fill(255, at, at + below(12));
    else if (kind === 3) out = out.slice(0, at);
    else if (kind === 4) out = join(out.slice(0, at), out.slice(at + length));
    else if (kind === 5) out = join(out.slice(0, at + length), out.slice(at));
    else for (let i = at; i < Math.min(at + length, out.length); i++) out[i] = below(256);
  }
  return out;
}

function join(a, b) {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

async function tarOf(files) {
  return packTar(Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body })));
}

/** Inside an archive, or the archive itself. */
async function nextFile() {
  const files = { 'model_metadata.json': metadata, 'agent/model.pb': pb };
  const kind = below(6);
  if (kind === 0) return ['m.tar.gz', gzipSync(await tarOf({ ...files, 'agent/model.pb': mutated(pb) }), { level: 0 })];
  if (kind === 1)
    return ['m.tar.gz', gzipSync(await tarOf({ ...files, 'model_metadata.json': mutated(metadata) }), { level: 0 })];
  if (kind === 2) return ['m.tar.gz', gzipSync(mutated(await tarOf(files)), { level: 0 })];
  if (kind === 3) return ['m.tar.gz', mutated(gzipSync(await tarOf(files), { level: 1 }))];
  if (kind === 4) return ['m.zip', mutated(zipSync(files, { level: 1 }))];
  return ['m.tar', mutated(await tarOf({ ...files, 'agent/model.pb': mutated(pb) }))];
}

const result = { files: count, refused: 0, accepted: 0, crashed: [], slowest: 0, peakMegabytes: 0 };
for (let i = 0; i < count; i++) {
  const [name, bytes] = await nextFile();
  const started = performance.now();
  try {
    await importModel(await openGiven(name, bytes), frames, randomStream(1, 'import'));
    result.accepted++;
  } catch (error) {
    if (error?.name === 'UserError') result.refused++;
    else if (result.crashed.length < 20) result.crashed.push(`${i} ${name}: ${error?.stack ?? error}`);
  }
  result.slowest = Math.max(result.slowest, performance.now() - started);
}
result.peakMegabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify(result)}\n`);
