import { readFile } from 'node:fs/promises';
import { InputError } from '#geo';

/** @throws {InputError} naming the file and why it can't be read */
export async function readInput(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(file, '', reasonOf(error));
  }
}

/** @throws {InputError} naming the source when the text isn't JSON */
export function readJson(text: string, source: string): unknown {
  try {
    // A byte order mark is fine for people and forbidden in JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError(source, '', `is not JSON (${(error as Error).message})`);
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, not a file';
  if (code === 'EACCES') return 'may not be read';
  return `can't be read (${code ?? String(error)})`;
}
