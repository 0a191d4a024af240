import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Files of a test in a folder of their own, which `remove` deletes. */
export class InputFiles {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'tripstream-input-'));

  /** Writes a file. @returns its name */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
