import { open } from 'node:fs/promises';
import { InputError, describeFileError } from '#geo';

const PROBE_BYTES = 64;

/** Whether a file begins as a JSON object does. @throws {InputError} when it can't be read */
export async function looksLikeJson(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(PROBE_BYTES), 0);
      return /^\uFEFF?\s*\{/.test(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new InputError(file, '', describeFileError(error));
  }
}
