/** Our own courses and agents, as the pages fetch them. */
import { UserError } from '../math/error.ts';
import { type Agent, parseAgent } from '../policy/agent.ts';
import { parseTrackJson } from '../track/format.ts';
import type { Track } from '../track/track.ts';

const COURSES = import.meta.glob<string>('../../tracks/*.json', { query: '?url', import: 'default', eager: true });
const MANIFESTS = import.meta.glob<string>('../../agents/*/agent.json', { query: '?url', import: 'default', eager: true });
const WEIGHTS = import.meta.glob<string>('../../agents/*/weights.bin', { query: '?url', import: 'default', eager: true });

export const OWN_COURSES: readonly string[] = Object.keys(COURSES).map((path) =>
  path.slice('../../tracks/'.length, -'.json'.length),
);

async function fetched(url: string | undefined, name: string): Promise<Response> {
  const response = url === undefined ? undefined : await fetch(url);
  if (response?.ok) return response;
  throw new UserError(name, 'the file', 'could not be loaded', 'reload the page; is the server still running?');
}

/** @throws UserError */
export async function ownCourse(name: string): Promise<Track> {
  const response = await fetched(COURSES[`../../tracks/${name}.json`], name);
  return parseTrackJson(await response.text(), name);
}

/** @throws UserError */
export async function ownAgent(name: string): Promise<Agent> {
  const folder = `../../agents/${name}`;
  const [manifest, weights] = await Promise.all([
    fetched(MANIFESTS[`${folder}/agent.json`], name),
    fetched(WEIGHTS[`${folder}/weights.bin`], name),
  ]);
  const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer());
  return parseAgent({ 'agent.json': await bytes(manifest), 'weights.bin': await bytes(weights) }, name);
}
