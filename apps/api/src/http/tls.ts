import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { SettingsError, type Settings } from '#platform';

/** A certificate with its chain, and its key, in PEM. */
export interface Tls {
  cert: Buffer;
  key: Buffer;
}

/**
 * Reads the files of `TLS_CERT_FILE` and `TLS_KEY_FILE`.
 *
 * @returns undefined when the settings aren't set
 * @throws SettingsError in one line with the setting and the file, for the operator who renews
 *   the certificate
 */
export async function readTls({ http }: Settings): Promise<Tls | undefined> {
  const { tlsCertFile, tlsKeyFile } = http;
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  const cert = await read('TLS_CERT_FILE', tlsCertFile);
  const key = await read('TLS_KEY_FILE', tlsKeyFile);
  const certificate = attempt(
    () => new X509Certificate(cert),
    `TLS_CERT_FILE: ${tlsCertFile} holds no certificate in PEM.`,
  );
  const privateKey = attempt<KeyObject>(
    () => createPrivateKey(key),
    `TLS_KEY_FILE: ${tlsKeyFile} holds no private key in PEM, or one with a passphrase.`,
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new SettingsError(`TLS_KEY_FILE: ${tlsKeyFile} is not the key of ${tlsCertFile}.`);
  }
  // Only OpenSSL finds a broken chain or a key that is too short.
  attempt(() => createSecureContext({ cert, key }), `TLS_CERT_FILE: ${tlsCertFile} is not usable.`);
  return { cert, key };
}

async function read(setting: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SettingsError(`${setting}: ${file} can’t be read (${code}).`);
  }
}

function attempt<T>(action: () => T, refusal: string): T {
  try {
    return action();
  } catch {
    throw new SettingsError(refusal);
  }
}
