import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataFolder } from './data-folder.js';
import { findFreePort } from './free-port.js';
import { readPostmasterFile } from './orphaned-postmaster.js';
import { ServerLog } from './server-log.js';
import { SupervisedProcess } from './supervised-process.js';

/**
 * The limit for a start. Recovery after a crash reads up to max_wal_size of WAL and takes far less.
 */
const START_LIMIT_MS = 120_000;
const RETRY_LIMIT_MS = 10_000;
/**
 * Errors that pass: another process took the port, or backends outlive a killed postmaster for a
 * moment.
 */
const TRANSIENT_ERROR = /Address already in use|pre-existing shared memory block|is still in use/;

/**
 * fsync and synchronous_commit keep their default `on`, so that acknowledged commits survive a
 * power cut.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  // The npm packages contain no LLVM.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Statements contain users' data, so the log has only the error messages.
  log_min_error_statement: 'panic',
  // DETAIL and CONTEXT quote the row or the value that was refused.
  log_error_verbosity: 'terse',
};

export interface PostmasterOptions {
  folder: DataFolder;
  binaries: string;
  settings: Record<string, string>;
}

/** A PostgreSQL server that accepts connections. */
export class Postmaster {
  private constructor(
    readonly port: number,
    readonly pid: number,
    private readonly process: SupervisedProcess,
    private readonly log: ServerLog,
  ) {}

  /** @throws Error with the tail of the log when Postgres ends before it accepts connections */
  static async launch(options: PostmasterOptions): Promise<Postmaster> {
    const deadline = performance.now() + RETRY_LIMIT_MS;
    for (;;) {
      try {
        return await Postmaster.attempt(options);
      } catch (error) {
        if (!TRANSIENT_ERROR.test(String(error)) || performance.now() > deadline) throw error;
        await pause(50);
      }
    }
  }

  /** @returns the reason and the tail of the log, once Postgres has ended */
  async waitForExit(): Promise<string> {
    const { reason } = await this.process.ended;
    return `${reason}\n${this.log.tail()}`.trim();
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  private static async attempt({
    folder,
    binaries,
    settings,
  }: PostmasterOptions): Promise<Postmaster> {
    const port = await findFreePort();
    const all = Object.entries({ ...SETTINGS, ...settings, port: String(port) });
    const flags = all.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const log = ServerLog.open(folder);
    const command = [join(binaries, 'bin', 'postgres'), '-D', folder.cluster, ...flags];
    const supervised = new SupervisedProcess(command, folder.account, log.descriptor);
    log.close();
    const pid = (await supervised.waitForStart()) ?? 0;
    const postmaster = new Postmaster(port, pid, supervised, log);
    const ready = await waitUntilReady(supervised, folder.cluster);
    if (ready) {
      supervised.unref();
      return postmaster;
    }
    await supervised.stop();
    throw new Error(`PostgreSQL did not start: ${await postmaster.waitForExit()}`);
  }
}

/**
 * Waits until postmaster.pid has the status `ready`, as pg_ctl does.
 *
 * @returns false when Postgres ended or the start took too long
 */
async function waitUntilReady(supervised: SupervisedProcess, cluster: string): Promise<boolean> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (supervised.isRunning && performance.now() < deadline) {
    const file = readPostmasterFile(cluster);
    // The pid is compared, because the file of a dead server has the status `ready` as well.
    if (file?.pid === supervised.pid && file?.status === 'ready') return true;
    await pause(5);
  }
  return false;
}
