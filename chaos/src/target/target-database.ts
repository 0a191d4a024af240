import { migrateDatabase } from '#database';
import { canMount, createTestDatabase, ReplicatedPostgres, SmallDisk } from '#testing';
import { Postgres } from './postgres.js';

/** A migrated database for one experiment. */
export interface TargetDatabase {
  url: string;
  /** The port at this moment; a restart may change it. */
  port: () => number;
  /** Present when the database is alone on its server, which a fault may then restart. */
  postgres: Postgres | undefined;
  /** Present when the database has a standby. */
  replicated: ReplicatedPostgres | undefined;
  /** Present when the tables are on a small disk of their own. */
  smallDisk: SmallDisk | undefined;
  drop: () => Promise<void>;
}

export interface TargetDatabaseOptions {
  /** Starts a durable server; otherwise the suite's shared server is used. */
  ownPostgres: boolean;
  /** Puts the tables on a small disk, where this process may mount one. Needs `ownPostgres`. */
  hasSmallDisk: boolean;
  /** Starts a primary with a synchronous standby. */
  isReplicated: boolean;
}

/** Creates the database of one experiment. */
export async function createTargetDatabase(
  options: TargetDatabaseOptions,
): Promise<TargetDatabase> {
  if (options.isReplicated) return startReplicated();
  if (options.ownPostgres) return startOwnPostgres(options.hasSmallDisk);
  const database = await createTestDatabase();
  const { url } = database;
  const port = Number(new URL(url).port);
  return {
    url,
    postgres: undefined,
    replicated: undefined,
    smallDisk: undefined,
    port: () => port,
    drop: () => database.drop(),
  };
}

async function startOwnPostgres(hasSmallDisk: boolean): Promise<TargetDatabase> {
  const postgres = await Postgres.start();
  const smallDisk = hasSmallDisk && canMount ? SmallDisk.mount() : undefined;
  const drop = async (): Promise<void> => {
    await postgres.stop();
    smallDisk?.unmount();
  };
  try {
    const { url } = postgres;
    await smallDisk?.take(url);
    await migrateDatabase(url);
    return { url, postgres, replicated: undefined, smallDisk, port: () => postgres.port, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function startReplicated(): Promise<TargetDatabase> {
  const replicated = await ReplicatedPostgres.start();
  const url = replicated.primaryUrl;
  await migrateDatabase(url);
  return {
    url,
    postgres: undefined,
    replicated,
    smallDisk: undefined,
    port: () => Number(new URL(url).port),
    drop: () => replicated.stop(),
  };
}
