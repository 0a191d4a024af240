import { readFile } from 'node:fs/promises';
import { InputError, describeFileError } from '#geo';

/** Reads a text file. @throws {InputError} with the file and the reason when it cannot be read */
export async function readInput(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(file, '', describeFileError(error));
  }
}

/** Parses JSON. @throws {InputError} with the name of the file when the text is not JSON */
export function readJson(text: string, source: string): unknown {
  try {
    // JSON must not begin with a byte order mark (RFC 8259, section 8.1), but editors write one.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError(source, '', `is not JSON (${(error as Error).message})`);
  }
}
