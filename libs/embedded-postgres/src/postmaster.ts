import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataFolder } from './data-folder.js';
import { findFreePort } from './free-port.js';
import { readPostmasterFile } from './orphaned-postmaster.js';
import { ServerLog } from './server-log.js';
import { SupervisedProcess } from './supervised-process.js';

/** Recovery after a crash reads up to max_wal_size of WAL; this is far more than it takes. */
const START_LIMIT_MS = 120_000;
const RETRY_LIMIT_MS = 10_000;
/** The port was taken meanwhile; backends outlive a killed postmaster by a moment. */
const TRANSIENT_ERROR = /Address already in use|pre-existing shared memory block|is still in use/;

/** fsync and synchronous_commit keep their defaults, on: what was acknowledged survives a power cut. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  // The binaries come without LLVM.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Statements carry what users typed; the error alone says enough.
  log_min_error_statement: 'panic',
};

export interface PostmasterOptions {
  home: DataFolder;
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

  /** @throws with the tail of the log when Postgres ends before it is ready. */
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

  /** Resolves when Postgres has ended, with the reason and the tail of its log. */
  async waitForExit(): Promise<string> {
    const { reason } = await this.process.ended;
    return `${reason}\n${this.log.tail()}`.trim();
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  private static async attempt({
    home,
    binaries,
    settings,
  }: PostmasterOptions): Promise<Postmaster> {
    const port = await findFreePort();
    const all = Object.entries({ ...SETTINGS, ...settings, port: String(port) });
    const flags = all.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const log = ServerLog.open(home);
    const command = [join(binaries, 'bin', 'postgres'), '-D', home.cluster, ...flags];
    const supervised = new SupervisedProcess(command, home.account, log.descriptor);
    log.close();
    const pid = (await supervised.waitForStart()) ?? 0;
    const postmaster = new Postmaster(port, pid, supervised, log);
    const ready = await waitUntilReady(supervised, home.cluster);
    if (ready) {
      supervised.unref();
      return postmaster;
    }
    await supervised.stop();
    throw new Error(`PostgreSQL did not start: ${await postmaster.waitForExit()}`);
  }
}

/** postmaster.pid says so, the way pg_ctl learns it; false when it ended or took too long. */
async function waitUntilReady(supervised: SupervisedProcess, cluster: string): Promise<boolean> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (supervised.isRunning && performance.now() < deadline) {
    const file = readPostmasterFile(cluster);
    // Compared by pid: a dead server's file says `ready` too.
    if (file?.pid === supervised.pid && file?.status === 'ready') return true;
    await pause(5);
  }
  return false;
}
