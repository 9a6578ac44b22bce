/** DeepRacer's tracks by the names that people know, made from the names of their files. */

/** Where the file's name is not what people say. */
const KNOWN: Readonly<Record<string, string>> = {
  reinvent_base: 're:Invent 2018',
  reInvent2019_track: 're:Invent 2019',
  reInvent2019_wide: 're:Invent 2018, wide',
  reInvent2019_wide_mirrored: 're:Invent 2018, wide, mirrored',
  Bowtie_track: 'Bowtie',
  Oval_track: 'Oval',
  Straight_track: 'Straight',
  Vegas_track: 'Las Vegas',
};

const DIRECTIONS: Readonly<Record<string, string>> = { cw: 'clockwise', ccw: 'counter-clockwise' };

/** @param world file name without its extension, such as `2022_june_open_ccw` */
export function trackTitle(world: string): string {
  const [, stem, direction] = /^(.*?)(?:_(cw|ccw))?$/.exec(world) ?? [];
  const name = Object.hasOwn(KNOWN, stem) ? KNOWN[stem] : titled(stem ?? world);
  return direction ? `${name}, ${DIRECTIONS[direction]}` : name;
}

/** `2022_june_open` as `June Open 2022`. */
function titled(stem: string): string {
  const words = stem
    .replace(/_?track$/i, '')
    .split('_')
    .filter(Boolean);
  const year = words.find((word) => /^20\d\d$/.test(word));
  const rest = words.filter((word) => word !== year).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return [...rest, ...(year ? [year] : [])].join(' ') || stem;
}
