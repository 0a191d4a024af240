import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '#embedded-postgres';
import { adminDatabaseUrl, createTestDatabase, type TestDatabase } from '#testing';
import { checkServer } from './check-server.js';
import { connectionOptions } from './connection-options.js';
import { migrateDatabase } from './migrate-database.js';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

async function query<Row>(url: string, ...statements: string[]): Promise<Row[]> {
  const client = new pg.Client(connectionOptions(url, 'test'));
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows as Row[];
    return rows;
  } finally {
    await client.end();
  }
}

const withParameter = (name: string, value: string) => {
  const url = new URL(database.url);
  url.searchParams.set(name, value);
  return url.href;
};

describe('parameters in the URL', () => {
  it.each(['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'])(
    'a server is not started with %s in its URL',
    async (name) => {
      const url = withParameter(name, '0');
      await expect(checkServer(url, undefined)).rejects.toThrow(`DATABASE_URL: leave ${name} out`);
      const direct = checkServer(database.url, url);
      await expect(direct).rejects.toThrow(`DATABASE_DIRECT_URL: leave ${name} out`);
    },
  );

  it.each([
    ['statement_timeout', '0'],
    ['lock_timeout', '0'],
    ['idle_in_transaction_session_timeout', '0'],
    ['options', '-c statement_timeout=0 -c lock_timeout=0'],
    ['application_name', 'other'],
  ])('%s changes neither the time limits nor the name of a session', async (name, value) => {
    const show = `
      SELECT current_setting('statement_timeout') AS statement,
        current_setting('lock_timeout') AS lock, current_setting('application_name') AS name,
        current_setting('idle_in_transaction_session_timeout') AS idle`;
    const expected = { statement: '6s', lock: '2s', idle: '10s', name: 'test' };
    expect(await query(withParameter(name, value), show)).toEqual([expected]);
  });

  it('connect_timeout gives a new connection more time than the default', () => {
    const limitOf = (url: string) => connectionOptions(url, 'test').connectionTimeoutMillis;
    expect(limitOf('postgres://localhost/x')).toBe(3_000);
    expect(limitOf('postgres://localhost/x?connect_timeout=30')).toBe(30_000);
  });

  it.each(['0', '-1', '301', '1.5', 'soon', ''])(
    'a server is not started with connect_timeout=%s in its URL',
    async (value) => {
      const start = checkServer(withParameter('connect_timeout', value), undefined);
      await expect(start).rejects.toThrow('give whole seconds from 1 to 300');
    },
  );

  it('a session without limits has none, whatever the role sets', async () => {
    const client = new pg.Client(
      connectionOptions(withParameter('options', '-c statement_timeout=1'), 'test', {
        statement: 0,
      }),
    );
    await client.connect();
    const { rows } = await client.query('SHOW statement_timeout');
    expect(rows).toEqual([{ statement_timeout: '0' }]);
    await client.end();
  });
});

it('two URLs of different databases are refused', async () => {
  const other = await createTestDatabase();
  await expect(checkServer(database.url, other.url)).rejects.toThrow('different databases');
  await other.drop();
});

describe('a role without superuser', () => {
  const role = `plain_${process.pid}`;
  const name = `owned_${process.pid}`;
  let url: URL;

  beforeEach(async () => {
    await query(adminDatabaseUrl(), `CREATE ROLE ${role} LOGIN PASSWORD 'plain'`);
    await query(adminDatabaseUrl(), `CREATE DATABASE ${name} OWNER ${role}`);
    url = new URL(adminDatabaseUrl());
    Object.assign(url, { username: role, password: 'plain', pathname: `/${name}` });
  });

  afterEach(async () => {
    await query(adminDatabaseUrl(), `DROP DATABASE ${name} WITH (FORCE)`);
    await query(adminDatabaseUrl(), `DROP ROLE ${role}`);
  });

  it('a plain role can migrate and use the database that it owns', async () => {
    await checkServer(url.href, undefined);
    await migrateDatabase(url.href);
    expect(await query(url.href, 'SELECT count(*)::int AS count FROM history')).toEqual([
      { count: 1 },
    ]);
  });

  it('gets one sentence when it may not execute a function', async () => {
    const owner = new URL(adminDatabaseUrl());
    owner.pathname = `/${name}`;
    await query(owner.href, 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    const check = checkServer(url.href, undefined);
    await expect(check).rejects.toThrow(
      `GRANT EXECUTE ON FUNCTION pg_control_system() TO "${role}"`,
    );
    await query(owner.href, `GRANT EXECUTE ON FUNCTION pg_control_system() TO ${role}`);
    await checkServer(url.href, undefined);
  });

  it('gets one sentence when it may not create a table', async () => {
    const owner = new URL(adminDatabaseUrl());
    owner.pathname = `/${name}`;
    await query(owner.href, `ALTER DATABASE ${name} OWNER TO CURRENT_USER`);
    await expect(migrateDatabase(url.href)).rejects.toThrow(
      `The role ${role} may not change the schema`,
    );
  });
});

describe('a server with a certificate of a private CA', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tripstream-ca-'));
    chmodSync(folder, 0o755);
    const subject = ['-nodes', '-newkey', 'rsa:2048', '-days', '2'];
    openssl(
      'req',
      '-x509',
      ...subject,
      '-subj',
      '/CN=Private CA',
      '-keyout',
      file('ca.key'),
      '-out',
      file('ca.pem'),
    );
    openssl(
      'req',
      ...subject.slice(0, 3),
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      file('server.key'),
      '-out',
      file('server.csr'),
    );
    openssl(
      'x509',
      '-req',
      '-in',
      file('server.csr'),
      '-CA',
      file('ca.pem'),
      '-CAkey',
      file('ca.key'),
      '-CAcreateserial',
      '-days',
      '2',
      '-copy_extensions',
      'copy',
      '-out',
      file('server.pem'),
    );
    const ssl = { ssl: 'on', ssl_cert_file: file('server.pem'), ssl_key_file: file('server.key') };
    const dataDir = file('data');
    // The first start finds the account of the server, which must own the key.
    await (await EmbeddedPostgres.start({ dataDir, settings: { fsync: 'off' } })).stop();
    const owner = statSync(join(dataDir, 'postgres'));
    chownSync(file('server.key'), owner.uid, owner.gid);
    chmodSync(file('server.key'), 0o600);
    postgres = await EmbeddedPostgres.start({ dataDir, settings: { fsync: 'off', ...ssl } });
  });

  afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });

  const withTls = (host: string, parameters: string) =>
    `${postgres.url.replace('127.0.0.1', host)}?${parameters}`;
  const IS_ENCRYPTED = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

  it('sslmode=verify-full with sslrootcert verifies the certificate and the host', async () => {
    const parameters = `sslmode=verify-full&sslrootcert=${file('ca.pem')}`;
    const url = withTls('localhost', parameters);
    await checkServer(url, undefined);
    expect(await query(url, IS_ENCRYPTED)).toEqual([{ ssl: true }]);
    const wrongHost = checkServer(withTls('127.0.0.1', parameters), undefined);
    await expect(wrongHost).rejects.toThrow(/altnames|Hostname/);
  });

  it('sslmode=require and sslmode=verify-full without sslrootcert refuse the certificate', async () => {
    for (const mode of ['require', 'verify-full']) {
      const check = checkServer(withTls('localhost', `sslmode=${mode}`), undefined);
      await expect(check).rejects.toThrow(/certificate/);
    }
  });

  it('uselibpqcompat=true&sslmode=require encrypts without verification, as in psql', async () => {
    const url = withTls('localhost', 'uselibpqcompat=true&sslmode=require');
    await checkServer(url, undefined);
    expect(await query(url, IS_ENCRYPTED)).toEqual([{ ssl: true }]);
  });
});
