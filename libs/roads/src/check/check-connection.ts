import type { InputProblem, InputProblems, RoadNetwork } from '#geo';
import { percent } from './link-examples.js';

/** The least share of nodes that have to reach each other. */
const LEAST_SHARE = 0.5;
/** A cut through a city leaves about so many streets that end at its edge. */
const USUAL_SHARE = 0.99;

/**
 * Requires that most nodes can be reached from each other. Trips start and end at those only.
 *
 * @returns a warning about the nodes that can't
 */
export function checkConnection(network: RoadNetwork, problems: InputProblems): InputProblem[] {
  const { nodeCount, routableNodes } = network;
  const share = routableNodes.length / nodeCount;
  const problem = `${count(routableNodes.length)} of ${count(nodeCount)} nodes can be reached from each other (${percent(share)})`;
  if (share < LEAST_SHARE) {
    const remedy =
      'Give the links of both directions where a street has two, and one node where streets meet.';
    problems.add('nodes', problem, remedy);
    return [];
  }
  if (share >= USUAL_SHARE) return [];
  return [{ where: 'nodes', problem, remedy: 'No trip starts or ends at the others.' }];
}

const count = (nodes: number): string => nodes.toLocaleString('en');
