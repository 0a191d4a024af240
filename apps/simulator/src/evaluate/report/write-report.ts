import { open, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '#simulation';
import type { StatusLine } from '../../progress/status-line.js';
import type { Evaluation } from '../evaluation.js';
import { numberText } from '../output/number-text.js';
import type { Study } from '../study/study.js';

const BYTES_PER_KB = 1e3;
const BYTES_PER_MB = 1e6;

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

/** Writes the report of a day. @throws {Error} when the file cannot be written */
export async function writeReport(
  file: string,
  evaluation: Evaluation,
  status: StatusLine,
): Promise<void> {
  // The import is lazy, because loading the charts takes longer than simulating a small city.
  const { dayPage } = await import('./day/day-page.js');
  await writePage(file, dayPage(evaluation), status);
}

/** Writes the report of a study. @throws {Error} when the file cannot be written */
export async function writeStudyReport(
  file: string,
  study: Study,
  status: StatusLine,
): Promise<void> {
  const { studyPage } = await import('./study/study-page.js');
  await writePage(file, studyPage(study), status);
}

async function writePage(file: string, page: string, status: StatusLine): Promise<void> {
  await writeFile(file, page);
  status.print(`report written to ${file} (${sizeText(page)}): open it in a browser`);
}

function sizeText(page: string): string {
  const bytes = Buffer.byteLength(page);
  return bytes < BYTES_PER_MB
    ? `${numberText(bytes / BYTES_PER_KB)} KB`
    : `${numberText(bytes / BYTES_PER_MB, 1)} MB`;
}

const isFolder = async (name: string): Promise<boolean> => {
  const found = await stat(name).catch(() => undefined);
  return found?.isDirectory() ?? false;
};
