import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';

/**
 * The shutdown modes of PostgreSQL ("Shutting Down the Server"): fast rolls transactions
 * back and disconnects clients; immediate quits at once, and the next start recovers.
 */
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

export type StopMode = keyof typeof SIGNALS;

/** A PostgreSQL that belongs to the suite: a fault may stop it and start it again on its data. */
export class Postgres {
  private ended: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dataDir: string,
    private readonly settings: Record<string, string>,
    private running: EmbeddedPostgres,
  ) {}

  /** @param settings of the server; they override the defaults of `EmbeddedPostgres` */
  static async start(settings: Record<string, string> = {}): Promise<Postgres> {
    // When root runs the suite, Postgres runs under another account: that account needs the
    // real path and permission to enter the folder.
    const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-chaos-')));
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

  /** The address changes with each launch, because the server takes any free port. */
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

  /** Starts the server again after `crash`. */
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
