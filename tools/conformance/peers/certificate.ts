import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Writes a certificate for localhost to `cert.pem` of the folder, and its key to `key.pem`. */
export async function writeCertificate(folder: string): Promise<CertificateFiles> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  await writeFile(files.certFile, made.cert);
  await writeFile(files.keyFile, made.private, { mode: 0o600 });
  return files;
}
