import { existsSync } from 'node:fs';

/** The folders in which Debian's packages have their programs; the first is not in every `PATH`. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin'];

/** @returns the path of a program of this machine; undefined when it is not installed */
export const findProgram = (name: string): string | undefined =>
  FOLDERS.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
