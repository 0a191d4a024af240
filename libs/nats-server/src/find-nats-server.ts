import { existsSync } from 'node:fs';

/** The first is not in every `PATH`. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin'];

/** @returns the path of nats-server on this machine; undefined when it is not installed */
export const findNatsServer = (folders: readonly string[] = FOLDERS): string | undefined =>
  folders.map((folder) => `${folder}/nats-server`).find((path) => existsSync(path));
