import { open, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '#simulation';
import type { StatusLine } from '../../progress/status-line.js';
import type { Evaluation } from '../evaluation.js';

/**
 * Checks that the report can be written, before the simulation of some minutes.
 *
 * @throws {UsageError} with the reason
 */
export async function assertWritable(file: string): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  if (!(await isFolder(folder))) throw new UsageError(`--report: there is no folder ${folder}`);
  if (await isFolder(file)) throw new UsageError(`--report takes a file, ${file} is a folder`);
  // Only an attempt is conclusive: in some folders, as in /proc, no file can be created.
  const handle = await open(file, 'a').catch((error: unknown) => {
    throw new UsageError(`--report: ${file} can't be written (${(error as Error).message})`);
  });
  await handle.close();
}

/** Writes the report. @throws {Error} when the file cannot be written */
export async function writeReport(
  file: string,
  evaluation: Evaluation,
  status: StatusLine,
): Promise<void> {
  // The import is lazy, because loading the charts takes longer than simulating a small city.
  const { reportPage } = await import('./report-page.js');
  await writeFile(file, reportPage(evaluation));
  status.print(`report written to ${file}`);
}

const isFolder = async (name: string): Promise<boolean> => {
  const found = await stat(name).catch(() => undefined);
  return found?.isDirectory() ?? false;
};
