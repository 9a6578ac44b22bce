/** Bundled tracks, a generated one, and files: JSON, DeepRacer's .npy, a floor plan. Writes into the current folder. */
import { writeFileSync } from 'node:fs';
import { bundledTrackNames, formatTrackJson, formatTrackNpy, generateTrack, loadTrack, planSvg } from 'lapzero';

for (const name of bundledTrackNames()) console.log(`${name}: ${loadTrack(name).length.toFixed(1)} m`);

const track = generateTrack({ seed: 7, difficulty: 0.5, generator: 2 });
writeFileSync('generated.json', formatTrackJson(track));
writeFileSync('generated.npy', formatTrackNpy(track));
writeFileSync('generated.svg', planSvg(track));
// The file is the same road as the track it was written from.
console.log(JSON.stringify({ same: loadTrack('generated.json').hash === track.hash }));
