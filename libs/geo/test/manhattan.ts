import { existsSync, readFileSync } from 'node:fs';
import { it } from '@jest/globals';

/** Test input outside the project, see its README: it is read there, never copied. */
const folder = new URL('../../../../shared/data/manhattan/', import.meta.url);

export const manhattanFile = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** A test on the Manhattan files. Where they aren't there, the report says it was left out. */
export function itOnManhattan(law: string, test: () => void): void {
  if (existsSync(folder)) it(law, test);
  else it.skip(`left out: ${law} (no ../shared/data/manhattan)`, test);
}
