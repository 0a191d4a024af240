import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findChromium } from '../../libs/testing/src/jest/find-chromium.mjs';

/** Debian keeps servers in folders that are not in the `PATH` of every user. */
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

/** @returns {string | undefined} the path of a program of this machine */
export function findProgram(name) {
  if (name === 'chromium') return findChromium();
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...FOLDERS];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The programs that a lesson needs and this machine lacks. Postgres comes with the packages. */
export function missingPrograms(needs) {
  return needs.filter((name) => name !== 'postgres' && !findProgram(name));
}
