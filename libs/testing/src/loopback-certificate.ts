import { generate } from 'selfsigned';

/** A certificate that is its own authority, and its key, in PEM. */
export interface LoopbackCertificate {
  cert: string;
  key: string;
}

/**
 * Generates a certificate for 127.0.0.1 and localhost, so that the repository contains no private key.
 */
export async function makeLoopbackCertificate(): Promise<LoopbackCertificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
