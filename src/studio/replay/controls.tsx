/** The buttons below the world: play, step, speed, viewpoint, and what else can be drawn or saved. */
import type { ComponentChildren } from 'preact';
import { save } from '../../ui/save.ts';
import { ViewpointSelect } from '../../view/viewpoint-select.tsx';
import type { PlayControls } from './playing.ts';
import { REPLAY } from './texts.ts';
import type { Video } from './use-video.ts';

const RATES = [0.1, 0.25, 0.5, 1, 2, 4, 8];

export interface ControlsProps {
  readonly player: PlayControls;
  /** of a hop on or back, s */
  readonly step: number;
  readonly backLabel: string;
  readonly forthLabel: string;
  /** the time, as people read it */
  readonly clock: string;
  readonly video: Video;
  readonly onTrouble: (trouble: string) => void;
  /** what else can be done, after the lines */
  readonly children?: ComponentChildren;
}

export function Controls({ player, step, backLabel, forthLabel, clock, video, onTrouble, children }: ControlsProps) {
  const isPlaying = player.isPlaying.value;
  const record = () => {
    if (video.isRecording) return video.stop();
    try {
      video.start();
      player.play(true);
    } catch {
      onTrouble(REPLAY.noVideo);
    }
  };
  const takePicture = async () => {
    const bytes = await player.picture();
    if (bytes) save(bytes, 'lapzero.png', 'image/png');
  };
  return (
    <div class="row">
      <button type="button" class="primary" onClick={() => player.play(!isPlaying)}>
        {isPlaying ? REPLAY.pause : REPLAY.play}
      </button>
      <button type="button" aria-label={backLabel} title={backLabel} onClick={() => player.hop(-step)}>
        ◀
      </button>
      <button type="button" aria-label={forthLabel} title={forthLabel} onClick={() => player.hop(step)}>
        ▶
      </button>
      <select
        aria-label={REPLAY.rate}
        value={String(player.rate.value)}
        onChange={(event) => player.setRate(Number(event.currentTarget.value))}
      >
        {RATES.map((each) => (
          <option key={each} value={String(each)}>
            {each} ×
          </option>
        ))}
      </select>
      <ViewpointSelect value={player.viewpoint.value} onChange={player.setViewpoint} />
      <span class="number">{clock}</span>
      <span class="replay-rest row">
        <button type="button" aria-pressed={player.hasPaths.value} onClick={player.togglePaths}>
          {REPLAY.paths}
        </button>
        {children}
        <button type="button" onClick={() => void takePicture()}>
          {REPLAY.picture}
        </button>
        <button type="button" aria-pressed={video.isRecording} onClick={record}>
          {video.isRecording ? REPLAY.stopVideo : REPLAY.video}
        </button>
      </span>
    </div>
  );
}
