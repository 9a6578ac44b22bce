/** The engines of Firefox and of WebKit compute the same bits as Node's. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { bundle } from '../support/bundle.ts';
import { ENGINES, hasEngine, resultInEngine } from '../support/engines.ts';
import { GOLDEN, GOLDEN_TRACKS } from '../support/golden.ts';
import { goldenWeights } from '../support/golden-learning.ts';
import { GOLDEN_RACE } from '../support/golden-race.ts';
import { bundledTrackText } from '../support/tracks.ts';

describe.each(ENGINES)('in $name', (engine) => {
  it.skipIf(!hasEngine(engine))('the golden drive, the golden race and a training end as in Node', async () => {
    const tracks = GOLDEN_TRACKS.map(bundledTrackText);
    const script = await bundle(fileURLToPath(new URL('../support/engines-page.ts', import.meta.url)), 'enginesPage');
    const result = await resultInEngine(engine, `${script}\nenginesPage.run(${JSON.stringify(tracks)});`);
    const weights = await goldenWeights(tracks[0], startWasm);
    expect(result).toEqual({ state: GOLDEN.state, frames: GOLDEN.frames, race: GOLDEN_RACE, weights });
  });
});
