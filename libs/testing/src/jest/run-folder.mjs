import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'tripstream-test-';
const MEMORY = '/dev/shm';
/** Bytes: several times what a whole run keeps at once. */
const ROOM = 4 * 2 ** 30;

/**
 * Makes the folder for all files of this run, and makes it the temporary folder
 * of this process and its children. The folder is in memory where Linux has room for it: a test
 * need not survive a power failure, and a new database is hundreds of files.
 * @returns {string} its path
 */
export function makeRunFolder() {
  for (const parent of [MEMORY, tmpdir()]) removeLeftovers(parent);
  const folder = (hasRoom() && makeIn(MEMORY)) || makeIn(tmpdir());
  if (!folder) throw new Error(`No program runs in ${tmpdir()}: set TMPDIR to another folder.`);
  process.env.TMPDIR = folder;
  return folder;
}

function makeIn(parent) {
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  // mkdtemp makes it 0700; root's Postgres runs as another account and must get in.
  chmodSync(folder, 0o755);
  if (runsPrograms(folder)) return folder;
  rmSync(folder, { recursive: true });
  return undefined;
}

/** Containers often have 64 MB of it, and then it is for others. */
function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return Math.min(bavail * bsize, freemem()) > ROOM;
  } catch {
    return false;
  }
}

/** Not where it is mounted `noexec`: Postgres may have to be copied next to its data. */
function runsPrograms(folder) {
  const program = join(folder, 'probe');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

/** A run ended by Ctrl-C has no teardown: its Postgres is gone, its folder is not. */
function removeLeftovers(parent) {
  for (const name of namesIn(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // Another account's.
    }
  }
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
