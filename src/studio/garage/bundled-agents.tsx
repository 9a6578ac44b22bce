/** The agents that come with Lapzero, as a shelf: general ones, then by track, to watch or to continue from. */
import { BUNDLED_AGENTS, bundledTrackPicture } from '../../store/library.browser.ts';
import { groupAgents } from '../../ui/bundled-agent-groups.ts';
import { GARAGE } from './texts.ts';

export function BundledAgents() {
  const { general, tracks } = groupAgents(BUNDLED_AGENTS);
  return (
    <section class="bundled" aria-label={GARAGE.bundled}>
      <h2>{GARAGE.bundled}</h2>
      <p class="quiet">{GARAGE.bundledHelp}</p>
      <ul class="shelf general">
        {general.map((id) => (
          <li key={id} class="card">
            <div>
              <b>{id}</b> <span class="quiet">{GARAGE.general[id]}</span>
            </div>
            <WatchLink id={id} label={GARAGE.watch} />
          </li>
        ))}
      </ul>
      <ul class="shelf">
        {tracks.map(({ track, agents }) => (
          <li key={track} class="card">
            <img src={bundledTrackPicture(track)} alt="" loading="lazy" />
            <div>
              <b>{track}</b>
              <span class="medals">
                {agents.map(({ id, medal }) => (
                  <WatchLink key={id} id={id} label={medal} />
                ))}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function WatchLink({ id, label }: { id: string; label: string }) {
  return (
    <a class="button small" href={`#/watch?agent=${id}`} aria-label={`${GARAGE.watch} ${id}`}>
      {label}
    </a>
  );
}
