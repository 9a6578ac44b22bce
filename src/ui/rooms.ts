/**
 * The rooms: pages under `#/NAME`, in the order in which the bar and the home page show them. A new room is a folder, an entry
 * here, and its page in the table of routes.
 */

interface RoomEntry {
  readonly name: string;
  readonly label: string;
  /** whether the bar at the top of every room leads there */
  readonly isInBar: boolean;
  /** what its link on the home page says of it; null where that page has none in its list */
  readonly help: string | null;
}

export const ROOMS = [
  { name: 'train', label: 'Studio', isInBar: true, help: null },
  { name: 'watch', label: 'Watch', isInBar: true, help: null },
  { name: 'garage', label: 'Garage', isInBar: true, help: 'Your agents' },
  { name: 'replay', label: 'Replay', isInBar: true, help: 'Laps, again and against each other' },
  { name: 'analysis', label: 'Analysis', isInBar: true, help: 'Logs of a training' },
  { name: 'compare', label: 'Is it better?', isInBar: true, help: 'Two rewards, ten trainings' },
  { name: 'bring', label: 'Bring your DeepRacer', isInBar: true, help: 'Models and tracks you have' },
  { name: 'speed', label: 'How fast is it here?', isInBar: false, help: null },
] as const satisfies readonly RoomEntry[];

export type RoomName = (typeof ROOMS)[number]['name'];
