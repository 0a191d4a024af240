import type { Profiler } from 'node:inspector';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a function did itself, without what it called. */
export interface SelfTime {
  location: string;
  /** Of the time profiled. */
  percent: number;
}

/** The profiler itself, which begins by listing all code there is. */
const PROFILER = 'dispatch';

/** The functions with the most self-time, by file. */
export function selfTimes(profile: Profiler.Profile, most: number): SelfTime[] {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const places = new Map(nodes.map(({ id, callFrame }) => [id, locationOf(callFrame)]));
  const micros = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const place = places.get(id) ?? '?';
    if (place === PROFILER) continue;
    const delta = timeDeltas[index] ?? 0;
    micros.set(place, (micros.get(place) ?? 0) + delta);
    total += delta;
  }
  return [...micros]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([place, time]) => ({ location: place, percent: (100 * time) / total }));
}

function locationOf({ functionName, url, lineNumber }: Profiler.Profile['nodes'][0]['callFrame']) {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const file = url.startsWith('file:') ? path.relative(process.cwd(), fileURLToPath(url)) : url;
  // Wherever the packages are, their names tell enough.
  const short = file.replace(/^.*node_modules\//, '');
  return `${name} ${short}:${lineNumber + 1}`;
}
