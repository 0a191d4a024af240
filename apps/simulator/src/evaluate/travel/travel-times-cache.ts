import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { decodeTravelTimes, encodeTravelTimes, networkFingerprint, type TravelTimes } from '#geo';

/**
 * Travel times in a folder, a file a network, named by its fingerprint: a network that was
 * changed finds none. Nothing here fails a run; what goes wrong is said, and computed instead.
 */
export class TravelTimesCache {
  constructor(
    private readonly folder: string,
    private readonly print: (text: string) => void,
  ) {}

  /** Adopts what is there for the network. A file that is broken is left to be overwritten. */
  load(times: TravelTimes): void {
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

  /** Written aside and renamed, so that another run never reads half a file. */
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

/** Not mkdir's `recursive`: Node 20 never returns from it where folders can't be, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

/** What can't be removed, as where the folder isn't one, is not the news. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    return;
  }
}

function writeRows(file: string, times: TravelTimes): void {
  const descriptor = openSync(file, 'w');
  try {
    for (const chunk of encodeTravelTimes(times)) writeAll(descriptor, chunk);
  } finally {
    closeSync(descriptor);
  }
}

/** A write may take a part only, as when the disk is nearly full. */
function writeAll(descriptor: number, chunk: Uint8Array): void {
  let written = 0;
  while (written < chunk.length) written += writeSync(descriptor, chunk, written);
}
