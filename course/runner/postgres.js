import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { compileSources } from '../../libs/testing/src/jest/compiled-sources.mjs';
import { makeRunFolder } from '../../libs/testing/src/jest/run-folder.mjs';

/**
 * A PostgreSQL for one run of a lesson. It comes with the packages of this project and keeps its data in
 * a temporary folder. `COURSE_DATABASE_URL` names another server to use, as the tests do.
 */
export class LessonPostgres {
  #made = [];

  constructor(url, stop) {
    this.url = url;
    this.stopServer = stop;
  }

  static async start() {
    const url = process.env.COURSE_DATABASE_URL;
    if (url) return new LessonPostgres(url, async () => {});
    const folder = makeRunFolder();
    const compiled = join(folder, 'compiled');
    compileSources(['libs/embedded-postgres/src'], compiled);
    const library = await import(join(compiled, 'libs/embedded-postgres/src/index.js'));
    const server = await library.EmbeddedPostgres.start({
      dataDir: join(folder, 'database'),
      settings: { fsync: 'off', full_page_writes: 'off' },
    });
    return new LessonPostgres(server.url, async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** Makes an empty database and returns its address. */
  async createDatabase() {
    const name = `course_${randomBytes(6).toString('hex')}`;
    await this.#administer(`CREATE DATABASE ${name}`);
    this.#made.push(name);
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async stop() {
    for (const name of this.#made.splice(0)) {
      await this.#administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
    await this.stopServer();
  }

  async #administer(sql) {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => {});
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }
}
