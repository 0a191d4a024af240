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
