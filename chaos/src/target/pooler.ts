import { startPgBouncer, type PgBouncer } from '#testing';
import { NetworkProxy } from './network-proxy.js';

/** Sessions of Postgres that all clients of the pooler share. */
export const POOLER_SESSIONS = 6;

/** PgBouncer in transaction mode, at an address that stays the same when it is restarted. */
export class Pooler {
  private constructor(
    private readonly databaseUrl: string,
    private readonly proxy: NetworkProxy,
    private running: PgBouncer | undefined,
  ) {}

  /** @param databaseUrl the address that the pooler connects to */
  static async start(databaseUrl: string): Promise<Pooler> {
    const place: { ports: () => number[] } = { ports: () => [] };
    const proxy = await NetworkProxy.start(() => place.ports());
    const pooler = new Pooler(databaseUrl, proxy, undefined);
    place.ports = () => pooler.ports;
    await pooler.launch();
    return pooler;
  }

  /** The database through the pooler. */
  get url(): string {
    const url = new URL(this.running?.url ?? this.databaseUrl);
    url.port = String(this.proxy.port);
    return url.href;
  }

  async launch(): Promise<void> {
    const settings = `default_pool_size = ${POOLER_SESSIONS}`;
    this.running = await startPgBouncer(this.databaseUrl, settings);
  }

  /** Ends the pooler at once, in the middle of transactions. */
  async kill(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.stop();
  }

  async close(): Promise<void> {
    await this.kill();
    await this.proxy.close();
  }

  private get ports(): number[] {
    return this.running ? [Number(new URL(this.running.url).port)] : [];
  }
}
