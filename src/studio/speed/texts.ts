/** All that "How fast is it here?" says. */
export const SPEED = {
  title: 'How fast is it here?',
  intro: 'A minute of measuring: one thread of the CPU, then the GPU. Best with nothing else open.',
  start: 'Measure',
  again: 'Measure again',
  underWay: 'Measuring …',
  gpu: (name: string) => `The GPU: ${name}`,
  software: (name: string) => `There is no GPU here. Software plays one (${name}), slower than the CPU itself.`,
  columns: { what: 'What', cpu: 'CPU, one thread', gpu: 'GPU', times: 'GPU / CPU' },
  camera: 'Camera: frames per second',
  learn: (network: string) => `Gradient steps of ${network}: samples per second`,
  train: (network: string) => `Training ${network}, all in all: decisions per second`,
  asText: 'As JSON',
  back: 'To the studio',
} as const;
