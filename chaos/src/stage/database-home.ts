import { migrateDatabase } from '#database';
import { createTestDatabase } from '#testing';
import { Postgres } from './postgres.js';

/** A migrated database for one fault. */
export interface DatabaseHome {
  url: string;
  /** Its port now; a restart may change it. */
  port: () => number;
  /** Where it is alone on its server, which may then be restarted. */
  postgres: Postgres | undefined;
  drop: () => Promise<void>;
}

/** @param alone a durable server of its own, else a database of the one the suite shares */
export async function databaseHome(alone: boolean): Promise<DatabaseHome> {
  if (alone) {
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
