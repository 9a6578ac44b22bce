/** The home page: a world with cars that know how to drive, and the ways in. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { trackToData } from '../track/track.ts';
import { DocLink } from '../ui/doc-link.tsx';
import { ROOMS } from '../ui/rooms.ts';
import type { Stage } from '../view/stage.ts';

const TEXT = {
  title: 'Lapzero',
  line: 'Teach a toy car to race from its camera, in seconds, on the machine you have.',
  train: 'Train a car',
  trainLine: 'Press one button and watch sixteen cars learn to drive.',
  watch: 'Watch gold drive',
  watchLine: 'The fastest bundled agent, its camera and what it decides.',
  rooms: 'More',
  docs: 'Documentation',
  world: 'Cars lapping the harbour track',
  noWorld: 'This browser cannot draw the world. Training works without it.',
  flat: 'Drawn from above: this browser has no WebGL 2. Everything works as elsewhere.',
  drop: 'Or drop a file anywhere: a DeepRacer model, logs, a track, a reward function, an agent, a lap.',
};
const TRACK = 'harbour';
const AGENT = 'allrounder';
const GOLD = 'harbour-gold';
const CARS = 6;
/** Radians per second that the camera goes round. */
const DRIFT = 0.05;

export function Home() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    let stage: Stage | undefined;
    let isGone = false;
    const open = async () => {
      const [{ newStage }, { bundledTrack, bundledAgent }] = await Promise.all([
        import('../view/stage.ts'),
        import('../store/library.browser.ts'),
      ]);
      if (isGone) return;
      stage = newStage(element, 'orbit');
      if (stage.world.isFlat) setProblem(TEXT.flat);
      const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
      stage.world.setDrift(isStill ? 0 : DRIFT);
      const [track, agent] = await Promise.all([bundledTrack(TRACK), bundledAgent(AGENT)]);
      if (isGone) return;
      stage.world.setTrack(track);
      const { network, actionSpace } = agent.policy;
      const { parameters, architecture } = network;
      stage.send({ explore: false });
      stage.send({
        place: {
          track: trackToData(track),
          cars: CARS,
          objects: [],
          randomisation: null,
          bothWays: false,
          start: 'random',
          laps: 1000,
          car: agent.car,
          controlHz: agent.controlHz,
          seed: 3,
        },
      });
      stage.send({ policy: { architecture: architecture.name, actionSpace, parameters } });
    };
    open().catch((error) => setProblem(stage ? error.message : TEXT.noWorld));
    return () => {
      isGone = true;
      stage?.dispose();
    };
  }, []);
  return (
    <main class="home">
      <canvas ref={canvas} class="home-world" tabIndex={-1} role="img" aria-label={TEXT.world} />
      <div class="home-front">
        <h1>{TEXT.title}</h1>
        <p>{TEXT.line}</p>
        <a class="door" href="#/train">
          <strong>{TEXT.train}</strong>
          <span>{TEXT.trainLine}</span>
        </a>
        <a class="door quiet-door" href={`#/watch?agent=${GOLD}`}>
          <strong>{TEXT.watch}</strong>
          <span>{TEXT.watchLine}</span>
        </a>
        <nav class="home-rooms" aria-label={TEXT.rooms}>
          {ROOMS.map(
            ({ name, label, help }) =>
              help && (
                <a key={name} href={`#/${name}`} title={help}>
                  {label}
                </a>
              ),
          )}
          <DocLink page="index">{TEXT.docs}</DocLink>
        </nav>
        <p class="quiet">{TEXT.drop}</p>
        {problem && <p class="quiet">{problem}</p>}
      </div>
    </main>
  );
}
