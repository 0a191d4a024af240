import { generate } from 'selfsigned';

/** A certificate for 127.0.0.1 that is its own authority, and its key, in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Makes a certificate: browsers speak HTTP/2 over TLS only, and all ways get the same. */
export async function makeCertificate(): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { cert: made.cert, key: made.private };
}
