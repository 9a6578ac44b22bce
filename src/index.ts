/** The library in Node: `import { … } from 'lapzero'`. See docs/library.md. */
export * from './exports.ts';
export { type TrainOptions, trainAgent } from './learn/run.node.ts';
export { readAgent, writeAgent } from './store/agents.node.ts';
export { libraryNames as rewardNames, loadReward } from './store/rewards.node.ts';
export { bundledTrackNames, knownTrackNames, loadTrack } from './store/tracks.node.ts';
export { startWasm as startBackend } from './tensor/backend.node.ts';
