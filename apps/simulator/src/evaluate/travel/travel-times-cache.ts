import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { decodeTravelTimes, encodeTravelTimes, networkFingerprint, type TravelTimes } from '#geo';

/**
 * A cache of travel times on disk, one file a network. The file is named by the fingerprint of
 * the network, so a changed network has another file. An error of the cache is printed and does
 * not fail the run, because the travel times can be computed.
 */
export class TravelTimesCache {
  constructor(
    private readonly folder: string,
    private readonly print: (text: string) => void,
  ) {}

  /**
   * Adopts the cached rows of the network. An invalid file stays until it is overwritten. Unfinished
   * files of processes that have ended, as after a kill, are removed.
   */
  load(times: TravelTimes): void {
    removeLeftovers(this.folder);
    const file = this.resolveFile(times);
    try {
      const descriptor = openSync(file, 'r');
      try {
        decodeTravelTimes({ source: file, read: (into) => readSync(descriptor, into) }, times);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.print(`Kept travel times ignored: ${(error as Error).message}`);
    }
  }

  /** Writes a temporary file and renames it, so that another process never reads half a file. */
  save(times: TravelTimes): void {
    const file = this.resolveFile(times);
    const unfinished = `${file}.${process.pid}.tmp`;
    try {
      makeFolder(path.resolve(this.folder));
      writeRows(unfinished, times);
      renameSync(unfinished, file);
    } catch (error) {
      discard(unfinished);
      this.print(`Travel times not kept for the next run: ${(error as Error).message}`);
    }
  }

  private resolveFile({ network }: TravelTimes): string {
    return path.join(this.folder, `${networkFingerprint(network)}.bin`);
  }
}

/** Creates folders without `recursive`, with which Node 20 never returns below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

/** Removes a file; an error is ignored, because the error of the write was reported already. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    return;
  }
}

/** Fingerprint, id of the process. */
const UNFINISHED = /^[0-9a-f]{16}\.bin\.(\d+)\.tmp$/;
/** No write takes so long. The id of its process may belong to another one meanwhile. */
const LONGEST_WRITE_MS = 24 * 3_600_000;

function removeLeftovers(folder: string): void {
  for (const name of existsSync(folder) ? listNames(folder) : []) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid === undefined) continue;
    const file = path.join(folder, name);
    if (!isRunning(Number(pid)) || ageMs(file) > LONGEST_WRITE_MS) discard(file);
  }
}

/** @returns no names of a folder that is a file, or that may not be read */
function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @returns true for a process of another user, too, which may not get a signal */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** @returns 0 when another process has removed the file */
const ageMs = (file: string): number =>
  Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

function writeRows(file: string, times: TravelTimes): void {
  const descriptor = openSync(file, 'w');
  try {
    for (const chunk of encodeTravelTimes(times)) writeAll(descriptor, chunk);
  } finally {
    closeSync(descriptor);
  }
}

/** Repeats the write, because a single call may write a part of the chunk only. */
function writeAll(descriptor: number, chunk: Uint8Array): void {
  let written = 0;
  while (written < chunk.length) written += writeSync(descriptor, chunk, written);
}
