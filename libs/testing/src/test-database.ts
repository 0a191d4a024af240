import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateDatabase } from '#database';

/** Any constant: it only has to be the same in every worker. */
const TEMPLATE_LOCK = 7_215_001;

/** A migrated database of one test file's own. */
export interface TestDatabase {
  url: string;
  /** Ends connections that are still open. */
  drop(): Promise<void>;
}

/**
 * Clones the migrated template of this run (about 50 ms); the first caller makes the
 * template. Needs the global set-up of jest.config.js (projects `db` and `e2e`).
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `tripstream_test_${randomBytes(6).toString('hex')}`;
  await withAdmin(async (admin) => {
    const template = await ensureTemplate(admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: urlOf(name),
    drop: () =>
      withAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)).then(
        () => {},
      ),
  };
}

/** The server the tests run on, connected to its maintenance database: for tests about the server itself. */
export function adminDatabaseUrl(): string {
  const url = process.env['TRIPSTREAM_TEST_DATABASE_URL'];
  if (url) return url;
  throw new Error(
    'No test database: run this test in the Jest project db or e2e (libs/testing/src/jest).',
  );
}

/** The template is migrated under another name and renamed then, so that no test clones a half-migrated one. */
async function ensureTemplate(admin: pg.Client): Promise<string> {
  const template = `tripstream_template_${process.env['TRIPSTREAM_TEST_RUN'] ?? 'default'}`;
  if (await exists(admin, template)) return template;
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    if (await exists(admin, template)) return template;
    const draft = `${template}_draft`;
    await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${draft}`);
    await migrateDatabase(urlOf(draft));
    await admin.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
    return template;
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

async function exists(admin: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return rowCount === 1;
}

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({
    connectionString: adminDatabaseUrl(),
    connectionTimeoutMillis: 60_000,
  });
  admin.on('error', () => {});
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(adminDatabaseUrl());
  url.pathname = `/${database}`;
  // On a busy machine the start of a session may take longer than a server allows it by default.
  url.searchParams.set('connect_timeout', '20');
  return url.href;
}
