/** The CPU camera: whole 160×120 frames per second on one core. */
import { Command } from 'commander';
import { cameraTables, renderFrame } from '../../camera/cpu.ts';
import { DEEPRACER_CAMERA } from '../../camera/model.ts';
import { sceneOf } from '../../camera/scene.ts';
import type { Pose } from '../../car/spec.ts';
import { cos, sin } from '../../math/exact.ts';
import { randomStream } from '../../math/random.ts';
import { newStartPose, startPose } from '../../sim/start.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import type { Bench, BenchResult } from './report.ts';

const POSES = 64;
const ROUNDS = 7;
const FRAMES = 4000;
/** Frames from one place before the next: as a lap shows them, a little further each time. */
const FRAMES_PER_POSE = 16;

export function cameraBench(): Bench {
  const command = new Command('camera')
    .description('frames per second of the CPU camera on one core, from all over a track')
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file', DEFAULT_TRACK);
  return { command, digits: 0, measure };
}

function measure({ track: name }: { track: string }): BenchResult {
  const track = loadTrack(name);
  const scene = sceneOf(track);
  const tables = cameraTables(DEEPRACER_CAMERA);
  const stream = randomStream(1, 'start');
  const start = newStartPose();
  const poses = Array.from({ length: POSES }, (_, i): Pose => {
    startPose(track, 'random', i, stream, start);
    const { x, y, yaw } = start;
    return { x, y, yaw, cosYaw: cos(yaw), sinYaw: sin(yaw) };
  });
  const frame = new Uint8Array(DEEPRACER_CAMERA.width * DEEPRACER_CAMERA.height);
  const moving: Pose = { ...poses[0] };
  const round = (): number => {
    const started = performance.now();
    for (let i = 0; i < FRAMES; i++) {
      Object.assign(moving, poses[Math.floor(i / FRAMES_PER_POSE) % POSES]);
      moving.x += (i % FRAMES_PER_POSE) * 0.1 * moving.cosYaw;
      moving.y += (i % FRAMES_PER_POSE) * 0.1 * moving.sinYaw;
      renderFrame(tables, scene, moving, [], frame);
    }
    return FRAMES / ((performance.now() - started) / 1000);
  };
  round();
  const values = Array.from({ length: ROUNDS }, round);
  return { bench: 'camera', unit: 'frames/s', values, track: track.name };
}
