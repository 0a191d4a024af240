import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.js';

/**
 * Detects whether the cluster was copied since its last start. A copied data folder looks like the
 * original to Postgres: it has the same system identifier and the same timeline. The file system
 * distinguishes them, because a copy has an inode of its own, and a folder that was moved or
 * restarted keeps its inode.
 *
 * @returns false for a cluster that has no noted identity yet
 */
export function noteIdentity(folder: DataFolder): boolean {
  const file = join(folder.path, 'identity');
  const { ino, birthtimeNs } = statSync(folder.cluster, { bigint: true });
  const identity = `${ino}/${birthtimeNs}`;
  const noted = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (noted !== identity) writeFileSync(file, `${identity}\n`, { mode: 0o600 });
  return noted !== undefined && noted !== identity;
}
