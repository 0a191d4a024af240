import { migrateDatabase } from '#database';
import { createTestDatabase } from '#testing';
import { Postgres } from './postgres.js';

/** A migrated database for one experiment. */
export interface TargetDatabase {
  url: string;
  /** The port at this moment; a restart may change it. */
  port: () => number;
  /** Present when the database is alone on its server, which a fault may then restart. */
  postgres: Postgres | undefined;
  drop: () => Promise<void>;
}

/** @param ownPostgres starts a durable server; otherwise the suite's shared server is used */
export async function createTargetDatabase(ownPostgres: boolean): Promise<TargetDatabase> {
  if (ownPostgres) {
    const postgres = await Postgres.start();
    await migrateDatabase(postgres.url);
    const { url } = postgres;
    return { url, postgres, port: () => postgres.port, drop: () => postgres.stop() };
  }
  const database = await createTestDatabase();
  const { url } = database;
  const port = Number(new URL(url).port);
  return { url, postgres: undefined, port: () => port, drop: () => database.drop() };
}
