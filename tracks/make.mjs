/** Draws the files of the designed tracks (src/track/designs.ts): `node src/cli/prepare.mjs && node tracks/make.mjs`. */
import { writeFileSync } from 'node:fs';
import { designTrack } from '../build/src/track/designer.js';
import { DESIGNS } from '../build/src/track/designs.js';
import { formatTrackJson } from '../build/src/track/format.js';
import { thumbnailSvg } from '../build/src/track/picture.js';

for (const design of DESIGNS) {
  const track = designTrack(design);
  const path = (ending) => new URL(`${design.name}.${ending}`, import.meta.url);
  writeFileSync(path('json'), formatTrackJson(track));
  writeFileSync(path('svg'), thumbnailSvg(track));
}
