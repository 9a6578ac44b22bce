/** The reward function that somebody wrote last: it stays in the list when they try another one. */
import { signal } from '@preact/signals';
import { type RewardSource, rewardSource } from '../reward/source.ts';

const KEPT = 'lapzero-my-reward';

export const ownReward = signal<RewardSource | null>(read());

export function rememberOwnReward(reward: RewardSource): void {
  const { file, text } = reward;
  if (ownReward.value?.text === text) return;
  ownReward.value = reward;
  try {
    localStorage.setItem(KEPT, JSON.stringify({ file, text }));
  } catch {
    // It stays for as long as the page is open.
  }
}

function read(): RewardSource | null {
  try {
    const { file, text } = JSON.parse(localStorage.getItem(KEPT) ?? '');
    return rewardSource(String(file), String(text));
  } catch {
    return null;
  }
}
