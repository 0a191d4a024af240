import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '#api-harness';
import { ApiProcess } from '#simulation';
import { createTestDatabase, type TestDatabase } from '#testing';

beforeAll(ensureBuilt);

let folder: string;
let database: TestDatabase;
/** Takes a port, accepts connections, and never answers. */
let silent: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripstream-start-'));
  await writeFile(join(folder, 'junk'), '{ "nodes": [');
  database = await createTestDatabase();
  silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
});

afterAll(async () => {
  silent.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** Starts a server that can't start. @returns its exit code, and what it printed besides the log */
async function failToStart(environment: Record<string, string>) {
  const server = ApiProcess.spawn({
    environment: { AUTH_MODE: 'demo', LOG_LEVEL: 'silent', ...environment },
  });
  const { code } = await server.exited;
  return { code, text: server.output.trim() };
}

const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

const cases: [string, () => Record<string, string>, RegExp][] = [
  [
    'a port that is taken',
    () => ({ DATABASE_URL: database.url, PORT: portOf(silent) }),
    /^Tripstream: HOST 127\.0\.0\.1, PORT \d+: the port is taken\. Set PORT to a free one\.$/,
  ],
  [
    'an address of another machine',
    () => ({ DATABASE_URL: database.url, HOST: '203.0.113.9' }),
    /^Tripstream: HOST 203\.0\.113\.9, PORT 0: this machine has no such address\./,
  ],
  [
    'a database that is not there',
    () => ({ DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/trips' }),
    /^Tripstream: The database can't be used: .*ECONNREFUSED.* Check DATABASE_URL/,
  ],
  [
    'a database that never answers',
    () => ({
      DATABASE_URL: `postgres://u:hunter2@127.0.0.1:${portOf(silent)}/trips?connect_timeout=1`,
    }),
    /^Tripstream: The database can't be used: .*time.* Check DATABASE_URL/,
  ],
  [
    'a wrong password',
    () => ({ DATABASE_URL: database.url.replace(/:[^:@/]+@/, ':hunter2@') }),
    /^Tripstream: .*password authentication failed/,
  ],
  [
    'a data folder that is a file',
    () => ({ DATA_DIR: join(folder, 'junk') }),
    /^Tripstream: DATA_DIR: .*junk is a file\. Set DATA_DIR to a folder\.$/,
  ],
  [
    'a data folder below a file',
    () => ({ DATA_DIR: join(folder, 'junk', 'data') }),
    /^Tripstream: DATA_DIR: .*data is below a file\. Set DATA_DIR to a folder\.$/,
  ],
  [
    'a certificate that is none',
    () => ({ TLS_CERT_FILE: join(folder, 'junk'), TLS_KEY_FILE: join(folder, 'junk') }),
    /^Tripstream: TLS_CERT_FILE: .*junk holds no certificate in PEM\.$/,
  ],
  [
    'a road network that is not JSON',
    () => ({ CITY_NETWORK_FILE: join(folder, 'junk') }),
    /^Tripstream: CITY_NETWORK_FILE can't be used\. .*junk: is not JSON \(.+\)$/,
  ],
  [
    'a road network that is a folder',
    () => ({ CITY_NETWORK_FILE: folder }),
    /^Tripstream: CITY_NETWORK_FILE can't be used\. .*: is a folder, and not a file$/,
  ],
];

const linuxCases: typeof cases = [
  [
    'a data folder where no folder can be made',
    () => ({ DATA_DIR: '/proc/tripstream/data' }),
    /^Tripstream: DATA_DIR: .*data is where no folder can be made\. Set DATA_DIR to another folder\.$/,
  ],
];
if (process.platform === 'linux') cases.push(...linuxCases);

describe('a server that cannot start', () => {
  it.each(cases)('%s ends the start with one sentence', async (_, environment, sentence) => {
    const { code, text } = await failToStart(environment());
    expect(code).toBe(1);
    expect(text).toMatch(sentence);
    expect(text.split('\n')).toHaveLength(1);
    expect(text).not.toContain('hunter2');
  });

  it('every wrong setting is named on a line of its own', async () => {
    const { code, text } = await failToStart({ PORT: 'x', OFFER_SECONDS: '-1' });
    expect(code).toBe(1);
    expect(text).toMatch(
      /^Tripstream: These settings are wrong:\n {2}PORT: .+\n {2}OFFER_SECONDS: .+$/,
    );
  });
});
