import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedPostgres } from '#embedded-postgres';
/** SIGINT rolls back and disconnects; SIGQUIT drops everything, and the next start recovers. */
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

export type StopMode = keyof typeof SIGNALS;

/** A PostgreSQL of the suite's own, which can be stopped hard and started again on its data. */
export class Postgres {
  private ended: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dataDir: string,
    private readonly settings: Record<string, string>,
    private running: EmbeddedPostgres,
  ) {}

  /** @param settings of the server, over the defaults of `EmbeddedPostgres` */
  static async start(settings: Record<string, string> = {}): Promise<Postgres> {
    // The real path, and open: root's Postgres belongs to another account.
    const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-faults-')));
    chmodSync(dataDir, 0o755);
    try {
      const postgres = new Postgres(dataDir, settings, undefined as never);
      await postgres.launch();
      return postgres;
    } catch (error) {
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** Another one after each start: the port is any free one. */
  get url(): string {
    return this.running.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async crash(mode: StopMode): Promise<void> {
    process.kill(this.running.pid, SIGNALS[mode]);
    await this.ended;
  }

  /** After `crash`. */
  async launch(): Promise<void> {
    let onEnd: () => void = () => undefined;
    this.ended = new Promise((resolve) => (onEnd = resolve));
    const { dataDir, settings } = this;
    this.running = await EmbeddedPostgres.start({ dataDir, settings, onExit: onEnd });
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
