/** Where an agent is at home. */
import type { Agent } from '../policy/agent.ts';
import { DEFAULT_TRACK, knownTrackNames } from '../store/tracks.node.ts';

/** The first bundled track that it was trained on. */
export function trainedCourse({ recipe }: Agent): string {
  const courses = Array.isArray(recipe.courses) ? recipe.courses : [];
  const names = courses.flatMap((course) =>
    course && typeof course === 'object' && 'name' in course ? [String(course.name)] : [],
  );
  return names.find((name) => knownTrackNames().includes(name)) ?? DEFAULT_TRACK;
}
