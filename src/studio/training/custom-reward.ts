/** The custom reward function that was written last: it stays in the list while another one is tried. */
import { signal } from '@preact/signals';
import { type RewardSource, rewardSource } from '../../reward/source.ts';
import { storedText, storeText } from '../../ui/stored-text.ts';

const STORAGE_KEY = 'lapzero-my-reward';

export const customReward = signal<RewardSource | null>(read());

export function saveCustomReward(reward: RewardSource): void {
  const { file, text } = reward;
  if (customReward.value?.text === text) return;
  customReward.value = reward;
  storeText(STORAGE_KEY, JSON.stringify({ file, text }));
}

function read(): RewardSource | null {
  try {
    const { file, text } = JSON.parse(storedText(STORAGE_KEY) ?? '');
    return rewardSource(String(file), String(text));
  } catch {
    return null;
  }
}
