import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RoadNetwork } from '#geo';
import { readRoadNetwork } from '#roads';

/** Test input outside the project, see its README: the tests read it there and never copy it. */
const folder = new URL('../../../../shared/data/manhattan/', import.meta.url);

/** @returns the text of a file of the Manhattan data */
export const manhattanFile = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** @returns the name of a file of the Manhattan data */
export const manhattanPath = (name: string): string => fileURLToPath(new URL(name, folder));

/** Reads the road network of Manhattan. */
export async function manhattanNetwork(): Promise<RoadNetwork> {
  const { network } = await readRoadNetwork(manhattanPath('manhattan_network.json'));
  return network;
}

/** What this file needs of Jest's `it`, which plain Node can't import. */
interface It {
  (title: string, test: () => void | Promise<void>): void;
  skip(title: string, test: () => void | Promise<void>): void;
}

/**
 * Makes an `it` for tests on the Manhattan files. Where the files are missing, the report
 * says which test was left out.
 */
export const itOnManhattan =
  (it: It) =>
  (title: string, test: () => void | Promise<void>): void => {
    if (existsSync(folder)) it(title, test);
    else it.skip(`left out: ${title} (no ../shared/data/manhattan)`, test);
  };
