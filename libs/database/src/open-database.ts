import { EmbeddedPostgres } from '#embedded-postgres';

export interface OpenDatabase {
  url: string;
  /** Whether the data of the embedded Postgres is a copy that was made since its last start. */
  wasCopied: boolean;
  /** Stops the embedded Postgres; an external one keeps running. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** The URL of an external Postgres. Without it, the embedded one is started in `dataDir`. */
  url?: string | undefined;
  dataDir: string;
  /** Called when the embedded Postgres ends by itself, with the reason. */
  onLost: (reason: string) => void;
}

/** Opens the external database if a URL is given, else the embedded one (ADR 0006). */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  if (options.url) return { url: options.url, wasCopied: false, close: () => Promise.resolve() };
  const postgres = await EmbeddedPostgres.start({
    dataDir: options.dataDir,
    onExit: options.onLost,
  });
  return { url: postgres.url, wasCopied: postgres.wasCopied, close: () => postgres.stop() };
}
