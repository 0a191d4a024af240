import { InputError } from '#geo';
import { readInput } from './input-file.js';

/** Reads a JSON file. @throws {InputError} with the file when it can't be read or is not JSON */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readInput(file);
  try {
    // JSON must not begin with a byte order mark (RFC 8259, section 8.1), but editors write one.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError(file, '', `is not JSON (${(error as Error).message})`);
  }
}
