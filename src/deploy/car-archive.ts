/** The archive that a DeepRacer car's console takes: `model_metadata.json` at its root, `agent/model.pb`, nothing else. */
import { packTar } from 'modern-tar';
import { UserError } from '../math/error.ts';
import type { Agent } from '../policy/agent.ts';
import type { Policy } from '../policy/policy.ts';
import { graphEnds } from './from-graph.ts';
import { openGiven } from './given.ts';
import { formatGraph, parseGraph } from './graphdef.ts';
import { formatMetadata, METADATA_FILE } from './metadata.ts';
import type { Packing } from './packing.ts';
import { policyGraph } from './policy-graph.ts';
import { type GraphOutputs, graphOutputs } from './proof.ts';

/** What of an agent goes with it. */
export type DeployedAgent = Pick<Agent, 'policy' | 'car'>;

const MODEL_FILE = 'agent/model.pb';
const EXTENSION = '.tar.gz';
/** No time of day in it: the same policy makes the same bytes. */
const MTIME = new Date(0);

/** The car's software takes a model's name from the file's, up to the first dot. @throws UserError for names that it would change */
export function checkArchiveName(file: string): void {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (/^[\w-]{1,60}\.tar\.gz$/.test(name)) return;
  const fix = `call it NAME${EXTENSION}, with letters, digits, - and _ alone`;
  throw new UserError(file, 'the name', 'is none that the car takes as it is', fix);
}

/** @throws UserError for a policy that the car would refuse */
export async function carArchive({ policy, car }: DeployedAgent, packing: Packing): Promise<Uint8Array> {
  checkSteering(policy);
  const files = {
    [METADATA_FILE]: new TextEncoder().encode(formatMetadata(policy, car)),
    [MODEL_FILE]: formatGraph(policyGraph(policy)),
  };
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length, mtime: MTIME, mode: 0o644 },
    body,
  }));
  return packing.gzip(await packTar(entries));
}

/** What the archive's own model answers. @throws UserError when it cannot be read */
export async function archiveOutputs(archive: Uint8Array, name: string, packing: Packing): Promise<GraphOutputs> {
  const { files } = await openGiven(name, archive, packing);
  const place = `${name}/${MODEL_FILE}`;
  const model = files.find(({ path }) => path === MODEL_FILE);
  if (!model) throw new UserError(name, MODEL_FILE, 'is missing', 'please report this');
  const graph = parseGraph(await model.read(), place);
  const ends = graphEnds(graph, place);
  return (frames) => graphOutputs(graph, ends, frames, place);
}

/** The car divides angles by the largest one. */
function checkSteering({ actionSpace }: Policy): void {
  const largest =
    actionSpace.kind === 'discrete'
      ? Math.max(...actionSpace.actions.map(({ steeringDeg }) => Math.abs(steeringDeg)))
      : actionSpace.steeringDeg.high;
  if (largest > 0) return;
  throw new UserError('the agent', 'its actions', 'never steer to the left or not at all', 'train one whose actions steer');
}
