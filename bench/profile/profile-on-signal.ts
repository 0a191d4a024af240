/**
 * A module for `node --import` that profiles a server for a part of its life: the first SIGUSR2
 * starts the profile, the second ends it and writes it to the file named by `BENCH_PROFILE`.
 */
import { rename } from 'node:fs/promises';
import { CpuProfile } from './cpu-profile.js';

const file = process.env['BENCH_PROFILE'];
const profile = new CpuProfile();
let isRunning = false;

async function toggle(): Promise<void> {
  if (file === undefined) return;
  if (!isRunning) {
    isRunning = true;
    await profile.start();
    return;
  }
  isRunning = false;
  const unfinished = `${file}.part`;
  await profile.stop(unfinished);
  await rename(unfinished, file);
}

process.on('SIGUSR2', () => void toggle());
