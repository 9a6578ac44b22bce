/** The agents that come with Lapzero, as a shelf: by track, to watch or to continue from. */
import { OWN_AGENTS, ownPicture } from '../store/library.browser.ts';
import { GARAGE } from './garage-texts.ts';

const MEDALS = ['gold', 'silver', 'bronze'] as const;

interface Group {
  /** a track's name, or the agent's own */
  readonly title: string;
  readonly agents: readonly (readonly [id: string, label: string])[];
}

function groups(): Group[] {
  const tracks = new Map<string, (readonly [string, string])[]>();
  for (const name of OWN_AGENTS) {
    const medal = MEDALS.find((each) => name.endsWith(`-${each}`));
    const title = medal ? name.slice(0, -medal.length - 1) : name;
    tracks.set(title, [...(tracks.get(title) ?? []), [name, medal ?? GARAGE.watch]]);
  }
  return [...tracks].map(([title, agents]) => ({
    title,
    agents: agents.sort(([, a], [, b]) => MEDALS.indexOf(a as 'gold') - MEDALS.indexOf(b as 'gold')),
  }));
}

export function BundledAgents() {
  return (
    <section class="bundled" aria-label={GARAGE.bundled}>
      <h2>{GARAGE.bundled}</h2>
      <p class="quiet">{GARAGE.bundledHelp}</p>
      <ul class="shelf">
        {groups().map(({ title, agents }) => (
          <li key={title} class="card">
            {ownPicture(title) && <img src={ownPicture(title)} alt="" loading="lazy" />}
            <b>{title}</b>
            <span class="row">
              {agents.map(([id, label]) => (
                <a key={id} class="button small" href={`#/watch?agent=${id}`} aria-label={`${GARAGE.watch} ${id}`}>
                  {label}
                </a>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
