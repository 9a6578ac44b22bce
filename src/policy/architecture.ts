/** The closed list of networks. An agent names one; no topology is ever read from a file. */

/** A trunk of convolutions (VALID, ReLU) and dense layers (ReLU), with a policy head and a value head. */
export interface Architecture {
  readonly name: ArchitectureName;
  /** rows of the camera's 120 that are cut off at the top: sky and far wall */
  readonly cropTop: number;
  /** side of the squares of pixels that are averaged */
  readonly pool: number;
  readonly convs: readonly { readonly filters: number; readonly kernel: number; readonly stride: number }[];
  /** units of each dense layer */
  readonly dense: readonly number[];
  /** the value has a whole trunk of its own, instead of a head on the policy's */
  readonly separateValue: boolean;
}

export type ArchitectureName = 'pocket' | 'pocket-wide' | 'deepracer-shallow' | 'deepracer' | 'deepracer-deep';

/** Small enough to learn in seconds on one core. Sizes were measured: see README, "Figures". */
const POCKET: Architecture = {
  name: 'pocket',
  cropTop: 32,
  pool: 4,
  convs: [
    { filters: 8, kernel: 5, stride: 3 },
    { filters: 16, kernel: 3, stride: 2 },
  ],
  dense: [64],
  separateValue: false,
};

/** The same with room for more: for policies that drive many tracks, or must see objects on them. */
const POCKET_WIDE: Architecture = {
  ...POCKET,
  name: 'pocket-wide',
  convs: [
    { filters: 16, kernel: 5, stride: 3 },
    { filters: 32, kernel: 3, stride: 2 },
  ],
  dense: [128],
};

/** DeepRacer's DEEP_CONVOLUTIONAL_NETWORK_SHALLOW: the whole frame, two networks of 5.8 million parameters. */
const DEEPRACER_SHALLOW: Architecture = {
  name: 'deepracer-shallow',
  cropTop: 0,
  pool: 1,
  convs: [
    { filters: 32, kernel: 8, stride: 4 },
    { filters: 64, kernel: 4, stride: 2 },
    { filters: 64, kernel: 3, stride: 1 },
  ],
  dense: [512],
  separateValue: true,
};

/**
 * DeepRacer's DEEP_CONVOLUTIONAL_NETWORK, its "five layers". The trainer puts a dense layer before the flattening, where
 * it works on each place by itself: a convolution of 1 × 1. Two networks of 28.8 million parameters.
 */
const DEEPRACER: Architecture = {
  ...DEEPRACER_SHALLOW,
  name: 'deepracer',
  convs: [
    { filters: 32, kernel: 5, stride: 2 },
    { filters: 32, kernel: 3, stride: 1 },
    { filters: 64, kernel: 3, stride: 2 },
    { filters: 64, kernel: 3, stride: 1 },
    { filters: 64, kernel: 1, stride: 1 },
  ],
};

/** DeepRacer's DEEP_CONVOLUTIONAL_NETWORK_DEEP: two networks of 2.8 million parameters. */
const DEEPRACER_DEEP: Architecture = {
  ...DEEPRACER_SHALLOW,
  name: 'deepracer-deep',
  convs: [
    { filters: 32, kernel: 8, stride: 4 },
    { filters: 32, kernel: 4, stride: 2 },
    { filters: 64, kernel: 4, stride: 2 },
    { filters: 64, kernel: 3, stride: 1 },
    { filters: 512, kernel: 1, stride: 1 },
    { filters: 512, kernel: 1, stride: 1 },
  ],
  dense: [256, 128],
};

export const ARCHITECTURES: Readonly<Record<ArchitectureName, Architecture>> = {
  pocket: POCKET,
  'pocket-wide': POCKET_WIDE,
  'deepracer-shallow': DEEPRACER_SHALLOW,
  deepracer: DEEPRACER,
  'deepracer-deep': DEEPRACER_DEEP,
};

export const ARCHITECTURE_NAMES = Object.keys(ARCHITECTURES) as [ArchitectureName, ...ArchitectureName[]];

/** The image that a network's convolutions see: crop and pool have no weights and are done once per frame. */
export interface ObservationShape {
  readonly height: number;
  readonly width: number;
  readonly size: number;
}

export function observationShape(
  { cropTop, pool }: Architecture,
  camera: { readonly width: number; readonly height: number },
): ObservationShape {
  const height = Math.floor((camera.height - cropTop) / pool);
  const width = Math.floor(camera.width / pool);
  return { height, width, size: height * width };
}

/**
 * A camera frame as the network's input: cropped, averaged in whole greys, then divided by 255.
 *
 * @param frames greys of frames of `camera`'s size; the one from `frameAt` on is read
 * @param out {@link ObservationShape}.size floats, 0..1, from `outAt` on
 */
export function observe(
  { cropTop, pool }: Architecture,
  camera: { readonly width: number; readonly height: number },
  frames: Uint8Array,
  frameAt: number,
  out: Float32Array,
  outAt: number,
): void {
  const rows = Math.floor((camera.height - cropTop) / pool);
  const columns = Math.floor(camera.width / pool);
  const area = pool * pool;
  let to = outAt;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = frameAt + (cropTop + row * pool) * camera.width + column * pool;
      let sum = 0;
      for (let y = 0; y < pool; y++) {
        const line = from + y * camera.width;
        for (let x = 0; x < pool; x++) sum += frames[line + x];
      }
      out[to++] = sum / area / 255;
    }
  }
}
