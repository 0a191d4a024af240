import type { Profiler } from 'node:inspector';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The self-time of a function: the time in the function itself, without its callees. */
export interface SelfTime {
  location: string;
  /** Share of the profiled time, 0 to 100. */
  percent: number;
}

/** The profiler's own entry: it begins by listing all code. */
const PROFILER = 'dispatch';

/** The functions with the most self-time, in descending order. */
export function computeSelfTimes(profile: Profiler.Profile, limit: number): SelfTime[] {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const locations = new Map(nodes.map(({ id, callFrame }) => [id, locationOf(callFrame)]));
  const micros = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const location = locations.get(id) ?? '?';
    if (location === PROFILER) continue;
    const delta = timeDeltas[index] ?? 0;
    micros.set(location, (micros.get(location) ?? 0) + delta);
    total += delta;
  }
  return [...micros]
    .sort(([, a], [, b]) => b - a)
    .slice(0, limit)
    .map(([location, time]) => ({ location, percent: (100 * time) / total }));
}

function locationOf({ functionName, url, lineNumber }: Profiler.Profile['nodes'][0]['callFrame']) {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const file = url.startsWith('file:') ? path.relative(process.cwd(), fileURLToPath(url)) : url;
  // The name of a package is enough; the folder of node_modules differs between machines.
  const short = file.replace(/^.*node_modules\//, '');
  return `${name} ${short}:${lineNumber + 1}`;
}
