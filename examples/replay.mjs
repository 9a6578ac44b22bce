/** Drives a recorded lap again: the same, bit for bit, and where the car was at every decision. Usage: node replay.mjs [file] */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadTrack, parseRecording, playbackOf } from 'lapzero';

const file = process.argv[2] ?? fileURLToPath(import.meta.resolve('lapzero/agents/workshop-gold/lap.json'));
const recording = parseRecording(readFileSync(file, 'utf8'), file);
const { count, speed, laps, difference } = playbackOf(recording, loadTrack('workshop'), file);
const fastest = Math.max(...speed.subarray(0, count));
console.log(JSON.stringify({ decisions: count, fastest, laps: laps.map(({ seconds }) => seconds), difference }));
