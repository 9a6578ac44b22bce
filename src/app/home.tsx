/** The front door: a world with cars that know how to drive, and the way in. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { trackToData } from '../track/track.ts';
import type { Stage } from '../view/stage.ts';

const TEXT = {
  title: 'Lapzero',
  line: 'Teach a toy car to race from its camera, in seconds, on the machine you have.',
  train: 'Train',
  trainLine: 'Choose a course and a reward, press a button, and watch sixteen cars learn to drive.',
  bring: 'Bring your DeepRacer',
  bringLine: 'A model, a training or courses that you kept: drop them here, drive, race and train on.',
  world: 'Six cars lapping the harbour course',
  noWorld: 'This browser cannot draw the world (it has no WebGL 2). Training works all the same.',
};
const COURSE = 'harbour';
const AGENT = 'allrounder';
const CARS = 6;

export function Home() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    let stage: Stage | undefined;
    let isGone = false;
    const open = async () => {
      const [{ newStage }, { ownCourse, ownAgent }] = await Promise.all([
        import('../view/stage.ts'),
        import('../store/library.browser.ts'),
      ]);
      if (isGone) return;
      stage = newStage(element, 'chase');
      const [track, agent] = await Promise.all([ownCourse(COURSE), ownAgent(AGENT)]);
      if (isGone) return;
      stage.world.setCourse(track);
      const { network, actionSpace } = agent.policy;
      const { parameters, architecture } = network;
      stage.tell({ explore: false });
      stage.tell({
        place: {
          course: trackToData(track),
          cars: CARS,
          objects: [],
          randomisation: null,
          bothWays: false,
          car: agent.car,
          controlHz: agent.controlHz,
          seed: 3,
        },
      });
      stage.tell({ policy: { architecture: architecture.name, actionSpace, parameters } });
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
        <a class="door quiet-door" href="#/bring">
          <strong>{TEXT.bring}</strong>
          <span>{TEXT.bringLine}</span>
        </a>
        {problem && <p role="alert">{problem}</p>}
      </div>
    </main>
  );
}
