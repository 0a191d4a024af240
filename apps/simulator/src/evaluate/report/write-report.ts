import { open, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '#simulation';
import type { StatusLine } from '../../progress/status-line.js';
import type { Evaluation } from '../evaluation.js';

/**
 * Before the day is simulated for minutes: is there a folder for the report?
 *
 * @throws {UsageError} saying what is in the way
 */
export async function assertWritable(file: string): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  if (!(await isFolder(folder))) throw new UsageError(`--report: there is no folder ${folder}`);
  if (await isFolder(file)) throw new UsageError(`--report takes a file, ${file} is a folder`);
  // Only trying tells: /proc has folders in which no file can be.
  const handle = await open(file, 'a').catch((error: unknown) => {
    throw new UsageError(`--report: ${file} can't be written (${(error as Error).message})`);
  });
  await handle.close();
}

/** @throws when the file can't be written */
export async function writeReport(
  file: string,
  evaluation: Evaluation,
  status: StatusLine,
): Promise<void> {
  // Loaded here: the charts take longer to load than a small city to simulate.
  const { reportPage } = await import('./report-page.js');
  await writeFile(file, reportPage(evaluation));
  status.print(`report written to ${file}`);
}

const isFolder = async (name: string): Promise<boolean> => {
  const found = await stat(name).catch(() => undefined);
  return found?.isDirectory() ?? false;
};
