import { EmbeddedPostgres } from '#embedded-postgres';
import { checkServer } from './check-server.js';

export interface OpenDatabase {
  /** For commands and reads; a transaction pooler may be in between. */
  url: string;
  /** The server itself, for the tail, the engine and migrations. */
  directUrl: string;
  /** Whether a transaction pooler may be behind `url`. */
  isPooled: boolean;
  /** Whether the data of the embedded Postgres is a copy that was made since its last start. */
  wasCopied: boolean;
  /** Stops the embedded Postgres; an external one keeps running. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** The URL of an external Postgres. Without it, the embedded one is started in `dataDir`. */
  url?: string | undefined;
  /** The URL of the server itself, when `url` may be that of a pooler. */
  directUrl?: string | undefined;
  dataDir: string;
  /** Called when the embedded Postgres ends by itself, with the reason. */
  onLost: (reason: string) => void;
}

/**
 * Opens the external database if a URL is given, else the embedded one (ADR 0006).
 *
 * @throws SettingsError in one sentence, when the external database can't be used
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  if (options.url) return openExternal(options.url, options.directUrl);
  const postgres = await EmbeddedPostgres.start({
    dataDir: options.dataDir,
    onExit: options.onLost,
  });
  return {
    url: postgres.url,
    directUrl: postgres.url,
    isPooled: false,
    wasCopied: postgres.wasCopied,
    close: () => postgres.stop(),
  };
}

async function openExternal(url: string, given: string | undefined): Promise<OpenDatabase> {
  const directUrl = given ?? url;
  await checkServer(url, given);
  const isPooled = directUrl !== url;
  return { url, directUrl, isPooled, wasCopied: false, close: () => Promise.resolve() };
}
