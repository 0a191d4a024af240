import pg from 'pg';

/** Called once per project in the same process; the first call ends the run's Postgres. */
export default async function globalTeardown() {
  const run = globalThis.tripstreamTestRun;
  if (!run) return;
  delete globalThis.tripstreamTestRun;
  if (process.env.TEST_DATABASE_URL) await dropTemplate(process.env.TEST_DATABASE_URL);
  await run.stop();
}

/** An embedded Postgres is removed as a whole; in an external server no database may be left. */
async function dropTemplate(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const template = `tripstream_template_${process.env.TRIPSTREAM_TEST_RUN}`;
  await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await client.end();
}
