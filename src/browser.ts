/** The library in a page: `import { … } from 'lapzero/browser'`, one bundle without dependencies. See docs/library.md. */
export * from './exports.ts';
export { type TrainOptions, trainAgent } from './learn/run.browser.ts';
export { startWasm as startBackend } from './tensor/backend.browser.ts';
