import { readRoadNetwork, writeNodeLink } from '#roads';
import { withThousands } from '../evaluate/output/number-text.js';
import type { StatusLine } from '../progress/status-line.js';
import type { ImportOptions } from './import-options.js';

/**
 * Imports the roads of OpenStreetMap: reads them, and writes the largest part whose junctions reach
 * each other.
 *
 * @param status receives the progress and what was left out
 * @throws {InputError} for a file that can't be read or written
 */
export async function importOsm(
  { file, out, bbox }: ImportOptions,
  status: StatusLine,
): Promise<void> {
  const onProgress = (text: string): void => {
    status.update(text);
  };
  const roads = await readRoadNetwork(file, { bbox, onProgress });
  status.update(`writing ${out}…`);
  const { nodes, links } = await writeNodeLink(roads, out);
  for (const { where, problem, remedy } of roads.warnings) {
    status.print([`${where}: ${problem}`, remedy].filter(Boolean).join('. '));
  }
  const left = roads.network.nodeCount - nodes;
  status.print(
    `${out}: ${withThousands(nodes)} junctions and ${withThousands(links)} links that reach each ` +
      `other; ${withThousands(left)} junctions left out`,
  );
}
