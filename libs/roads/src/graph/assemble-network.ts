import {
  InputError,
  RoadNetwork,
  type InputProblem,
  type InputProblems,
  type RoadLabel,
  type RoadLink,
} from '#geo';
import { checkConnection } from '../check/check-connection.js';
import { cleanText } from '../link/link-values.js';
import type { CityFacts, ReadGraph } from './road-graph.js';

/** A checked graph with what it says about the city. */
export interface CheckedGraph extends ReadGraph {
  /** The label of each link. */
  readonly labels: readonly (RoadLabel | undefined)[];
  /** Whether a link may be driven in both directions. */
  readonly isTwoWay: (link: number) => boolean;
  readonly facts: CityFacts;
}

/**
 * Makes the network. The opposite directions of two-way links come after all links, so that the
 * order of the links is that of the file.
 *
 * @throws {InputError} when too few nodes can be reached from each other
 */
export function assembleNetwork(
  { positions, links, labels, isTwoWay, facts }: CheckedGraph,
  problems: InputProblems,
): { network: RoadNetwork; warnings: InputProblem[] } {
  const roads = links.map(({ from, to, meters, seconds }, i): RoadLink => {
    return { from, to, meters, seconds, label: labels[i] };
  });
  for (let i = 0; i < links.length; i++) {
    if (!isTwoWay(i)) continue;
    const { from, to, meters, seconds, label } = roads[i]!;
    roads.push({ from: to, to: from, meters, seconds, label });
  }
  const name = cleanText(facts.name ?? '') || fileNameOf(problems.source);
  const attribution = cleanText(facts.attribution ?? '') || null;
  const features = { areas: [], landmarks: [], attribution };
  const network = build({ name, positions, links: roads, features }, problems.source);
  const warnings = checkConnection(network, problems);
  problems.throwIfAny();
  return { network, warnings };
}

function build(parts: ConstructorParameters<typeof RoadNetwork>[0], source: string): RoadNetwork {
  try {
    return new RoadNetwork(parts);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const remedy = 'Give the links of both directions where a street has two.';
    throw InputError.fromProblems(source, [{ where: '', problem: error.message, remedy }], 1);
  }
}

/** People see the name of the city, and the folders of the server are none of their business. */
const fileNameOf = (source: string): string => source.split(/[\\/]/).at(-1) ?? source;
