import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { Settings, SettingsError } from '#platform';
import { readTls } from './tls.js';

let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripstream-tls-'));
  const make = () => generate(undefined, { keyType: 'ec', algorithm: 'sha256' });
  const [mine, theirs] = [await make(), await make()];
  await writeFile(file('cert.pem'), mine.cert);
  await writeFile(file('key.pem'), mine.private);
  await writeFile(file('other-key.pem'), theirs.private);
  await writeFile(file('text.pem'), 'What is this?');
});

afterAll(() => rm(folder, { recursive: true }));

const read = (cert: string, key: string) =>
  readTls(Settings.from({ TLS_CERT_FILE: file(cert), TLS_KEY_FILE: file(key) }));

it('a server without the TLS settings has no TLS', async () => {
  expect(await readTls(Settings.from({}))).toBeUndefined();
});

it('a certificate and its key are read unchanged', async () => {
  const { cert, key } = (await read('cert.pem', 'key.pem'))!;
  expect(cert.toString()).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(key.toString()).toMatch(/^-----BEGIN PRIVATE KEY-----/);
});

it.each([
  ['nowhere.pem key.pem', 'TLS_CERT_FILE: ', 'can’t be read (ENOENT)'],
  ['cert.pem nowhere.pem', 'TLS_KEY_FILE: ', 'can’t be read (ENOENT)'],
  ['text.pem key.pem', 'TLS_CERT_FILE: ', 'no certificate'],
  ['key.pem key.pem', 'TLS_CERT_FILE: ', 'no certificate'],
  ['cert.pem text.pem', 'TLS_KEY_FILE: ', 'no private key'],
  ['cert.pem cert.pem', 'TLS_KEY_FILE: ', 'no private key'],
  ['cert.pem other-key.pem', 'TLS_KEY_FILE: ', 'is not the key of'],
])('the files %s are refused in one line that names the setting', async (files, name, why) => {
  const [cert = '', key = ''] = files.split(' ');
  const error = await read(cert, key).then(
    () => new Error('It was taken.'),
    (reason: unknown) => reason as Error,
  );
  expect(error).toBeInstanceOf(SettingsError);
  expect(error.message).toContain(name);
  expect(error.message).toContain(why);
  expect(error.message).not.toContain('\n');
});
