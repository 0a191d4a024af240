import { EmbeddedPostgres } from '#embedded-postgres';
import { SettingsError } from '#platform';
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
  const postgres = await startEmbedded(options);
  return {
    url: postgres.url,
    directUrl: postgres.url,
    isPooled: false,
    wasCopied: postgres.wasCopied,
    close: () => postgres.stop(),
  };
}

/** @throws SettingsError in one sentence, when the folder can't be used */
async function startEmbedded({ dataDir, onLost }: OpenDatabaseOptions): Promise<EmbeddedPostgres> {
  try {
    return await EmbeddedPostgres.start({ dataDir, onExit: onLost });
  } catch (error) {
    const reason = FOLDER_REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new SettingsError(`DATA_DIR: ${dataDir} ${reason}`);
  }
}

/** What an operator can do about a folder, by the code of the system error. */
const FOLDER_REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'is a file. Set DATA_DIR to a folder.',
  ENOENT: 'is where no folder can be made. Set DATA_DIR to another folder.',
  ENOTDIR: 'is below a file. Set DATA_DIR to a folder.',
  EACCES: 'may not be written by this account. Change its owner, or set DATA_DIR to another one.',
  EPERM: 'may not be written by this account. Change its owner, or set DATA_DIR to another one.',
  EROFS: 'is on a read-only file system. Set DATA_DIR to a folder that can be written.',
  ENOSPC: 'is on a full disk. Make room, or set DATA_DIR to a folder on another disk.',
  EDQUOT: 'is beyond the quota of this account. Make room, or set DATA_DIR to another folder.',
};

async function openExternal(url: string, given: string | undefined): Promise<OpenDatabase> {
  const directUrl = given ?? url;
  await checkServer(url, given);
  const isPooled = directUrl !== url;
  return { url, directUrl, isPooled, wasCopied: false, close: () => Promise.resolve() };
}
