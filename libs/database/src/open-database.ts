import { EmbeddedPostgres } from '#embedded-postgres';

export interface OpenDatabase {
  url: string;
  /** Stops the embedded Postgres; does nothing to one that isn't ours. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** An external Postgres; when unset, the embedded one is started in `dataDir`. */
  url?: string | undefined;
  dataDir: string;
  /** Called when the embedded Postgres ends although nobody stopped it. */
  onLost: (reason: string) => void;
}

/** The database to use: the given one, or the embedded one (ADR 0006). */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  if (options.url) return { url: options.url, close: () => Promise.resolve() };
  const postgres = await EmbeddedPostgres.start({
    dataDir: options.dataDir,
    onExit: options.onLost,
  });
  return { url: postgres.url, close: () => postgres.stop() };
}
