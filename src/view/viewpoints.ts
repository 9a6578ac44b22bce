/** Where people may look from. Apart from the cameras, so that a page can offer them before three.js is there. */
export const VIEWPOINTS = ['chase', 'onboard', 'overhead', 'orbit'] as const;
export type Viewpoint = (typeof VIEWPOINTS)[number];

export function viewpointAfter(viewpoint: Viewpoint): Viewpoint {
  return VIEWPOINTS[(VIEWPOINTS.indexOf(viewpoint) + 1) % VIEWPOINTS.length];
}
