import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NAME_LENGTH = 12;

/** A key of a seal: 32 bytes, and the name under which sealed texts refer to it. */
interface SealKey {
  name: string;
  key: Buffer;
}

/**
 * Seals the secrets of endpoints with AES-256-GCM. The id of the endpoint is authenticated as well,
 * so the sealed secret of one endpoint can't be put into the row of another.
 */
export class SecretSeal {
  private readonly keys: readonly SealKey[];

  /** @param keys 32 bytes in base64 each; the first seals, every key opens */
  constructor(keys: readonly string[]) {
    this.keys = keys.map((text) => {
      const key = Buffer.from(text, 'base64');
      return { name: nameKey(key), key };
    });
  }

  /** @returns `<name of the key>.<nonce, tag and ciphertext in base64url>` */
  seal(secret: string, endpointId: string): string {
    const [current] = this.keys;
    if (!current) throw new Error('There is no key to seal with.');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, current.key, nonce);
    cipher.setAAD(Buffer.from(endpointId));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    const text = Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    return `${current.name}.${text}`;
  }

  /**
   * @returns null if this process has not got the key, or the text is not what was sealed for the
   *   endpoint: one broken row must not keep other endpoints from their deliveries
   */
  open(sealed: string, endpointId: string): string | null {
    const [name, text = ''] = sealed.split('.');
    const found = this.keys.find((candidate) => candidate.name === name);
    if (!found) return null;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv(CIPHER, found.key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(endpointId));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const secret = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([secret, decipher.final()]).toString();
    } catch {
      return null;
    }
  }
}

const nameKey = (key: Buffer): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, NAME_LENGTH);
