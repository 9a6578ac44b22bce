/** The bundled agents in order: those for any track first, then by track, best medal first. */

const MEDALS = [
  ['gold', 'gold'],
  ['robust', 'robust gold'],
  ['silver', 'silver'],
  ['bronze', 'bronze'],
] as const;

export interface BundledAgentGroups {
  /** agents that are named after no track */
  readonly general: readonly string[];
  readonly tracks: readonly TrackAgents[];
}

export interface TrackAgents {
  readonly track: string;
  readonly agents: readonly { readonly id: string; readonly medal: string }[];
}

/** @param names of bundled agents: `TRACK-MEDAL`, or any other name for general ones */
export function groupAgents(names: readonly string[]): BundledAgentGroups {
  const isOfTrack = (name: string) => MEDALS.some(([ending]) => name.endsWith(`-${ending}`));
  const tracks = [...new Set(names.filter(isOfTrack).map((name) => name.slice(0, name.lastIndexOf('-'))))].sort();
  return {
    general: names.filter((name) => !isOfTrack(name)).sort(),
    tracks: tracks.map((track) => ({
      track,
      agents: MEDALS.map(([ending, medal]) => ({ id: `${track}-${ending}`, medal })).filter(({ id }) => names.includes(id)),
    })),
  };
}

const TEXT = { anyTrack: 'any track (bundled)', ofTrack: (track: string) => `${track} (bundled)` };

/** The same order as groups of a select. */
export function agentOptions(names: readonly string[]) {
  const { general, tracks } = groupAgents(names);
  const groups = [
    { label: TEXT.anyTrack, names: general },
    ...tracks.map(({ track, agents }) => ({ label: TEXT.ofTrack(track), names: agents.map(({ id }) => id) })),
  ];
  return groups.filter(({ names }) => names.length > 0);
}
