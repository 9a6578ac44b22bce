/** The buttons below the world: play, step, speed, viewpoint, and what else can be drawn or saved. */
import { save } from '../../ui/save.ts';
import { ViewpointSelect } from '../../view/viewpoint-select.tsx';
import { clockOf } from './lap-times.ts';
import type { Replay } from './replay.ts';
import { REPLAY } from './texts.ts';
import type { Video } from './use-video.ts';

const RATES = [0.1, 0.25, 0.5, 1, 2, 4, 8];

export interface ControlsProps {
  readonly replay: Replay;
  readonly video: Video;
}

export function Controls({ replay, video }: ControlsProps) {
  const step = replay.step.value;
  const isPlaying = replay.isPlaying.value;
  return (
    <div class="row">
      <button type="button" class="primary" onClick={() => replay.play(!isPlaying)}>
        {isPlaying ? REPLAY.pause : REPLAY.play}
      </button>
      <button type="button" aria-label={REPLAY.back} title={REPLAY.back} onClick={() => replay.hop(-step)}>
        ◀
      </button>
      <button type="button" aria-label={REPLAY.forth} title={REPLAY.forth} onClick={() => replay.hop(step)}>
        ▶
      </button>
      <select
        aria-label={REPLAY.rate}
        value={String(replay.rate.value)}
        onChange={(event) => replay.setRate(Number(event.currentTarget.value))}
      >
        {RATES.map((each) => (
          <option key={each} value={String(each)}>
            {each} ×
          </option>
        ))}
      </select>
      <ViewpointSelect value={replay.viewpoint.value} onChange={replay.setViewpoint} />
      <span class="number">{clockOf(replay.followedLap.value, replay.time.value)}</span>
      <span class="replay-rest row">
        <Extras replay={replay} video={video} />
      </span>
    </div>
  );
}

function Extras({ replay, video }: ControlsProps) {
  const isBusy = replay.isBusy.value;
  const record = () => {
    if (video.isRecording) return video.stop();
    try {
      video.start();
      replay.play(true);
    } catch {
      replay.report(REPLAY.noVideo);
    }
  };
  const takePicture = async () => {
    const bytes = await replay.picture();
    if (bytes) save(bytes, 'lapzero.png', 'image/png');
  };
  return (
    <>
      <button type="button" aria-pressed={replay.hasPaths.value} onClick={replay.togglePaths}>
        {REPLAY.paths}
      </button>
      <button type="button" disabled={isBusy || !replay.followedLap.value?.source} onClick={() => void replay.addLimit()}>
        {isBusy ? REPLAY.findingLimit : REPLAY.addLimit}
      </button>
      <button type="button" onClick={() => void takePicture()}>
        {REPLAY.picture}
      </button>
      <button type="button" aria-pressed={video.isRecording} onClick={record}>
        {video.isRecording ? REPLAY.stopVideo : REPLAY.video}
      </button>
    </>
  );
}
