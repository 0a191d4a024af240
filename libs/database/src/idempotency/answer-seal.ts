import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const SALT_BYTES = 16;
const TAG_BYTES = 16;
/** The parts of the derived bytes: the key of the cipher, its nonce, and the key of the hash. */
const DERIVED = { cipherKey: 32, nonce: 12, hashKey: 32 } as const;

/** Distinguishes a keyed hash of a body from the plain one of earlier releases. */
const BODY_HASH = 'hmac:';

/** An answer as the table has it. */
export interface SealedAnswer {
  bodyHash: string;
  /** Salt, tag and ciphertext, base64url. */
  text: string;
}

/**
 * Seals the answers of one `Idempotency-Key` (ADR 0019). The key is a secret of the client; the
 * table has its hash only. The cipher's key is derived from it (HKDF, RFC 5869), so a reader of
 * the table or of a backup gets no token and no PIN. Bodies are compared by a keyed hash: a plain
 * hash of `{"pin":"4821"}` is found by 10,000 trials.
 */
export class AnswerSeal {
  /** The name of the command in the table, and of its advisory lock. */
  readonly name: string;

  /** @param scope user, method and path, to which the key belongs */
  constructor(
    scope: readonly string[],
    private readonly key: string,
  ) {
    const hash = createHash('sha256').update([...scope, key].join('\n'));
    this.name = `sha256:${hash.digest('base64url')}`;
  }

  seal(answer: unknown, body: string): SealedAnswer {
    const salt = randomBytes(SALT_BYTES);
    const { cipherKey, nonce, hashKey } = this.derive(salt);
    const cipher = createCipheriv(CIPHER, cipherKey, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()]);
    const text = Buffer.concat([salt, cipher.getAuthTag(), sealed]).toString('base64url');
    return { bodyHash: hashBody(hashKey, body), text };
  }

  /** Whether an answer was sealed for this body. */
  matchesBody({ bodyHash, text }: SealedAnswer, body: string): boolean {
    const { hashKey } = this.derive(Buffer.from(text, 'base64url').subarray(0, SALT_BYTES));
    const expected = Buffer.from(hashBody(hashKey, body));
    const given = Buffer.from(bodyHash);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** @throws Error when the answer was sealed with another key, or was changed */
  open({ text }: SealedAnswer): unknown {
    const bytes = Buffer.from(text, 'base64url');
    const salt = bytes.subarray(0, SALT_BYTES);
    const { cipherKey, nonce } = this.derive(salt);
    const decipher = createDecipheriv(CIPHER, cipherKey, nonce);
    decipher.setAuthTag(bytes.subarray(SALT_BYTES, SALT_BYTES + TAG_BYTES));
    const opened = decipher.update(bytes.subarray(SALT_BYTES + TAG_BYTES));
    return JSON.parse(Buffer.concat([opened, decipher.final()]).toString()) as unknown;
  }

  /** The random salt makes key and nonce unique, so no nonce is used twice with one key. */
  private derive(salt: Buffer) {
    const { cipherKey, nonce, hashKey } = DERIVED;
    const info = `tripstream idempotent answer\n${this.name}`;
    const length = cipherKey + nonce + hashKey;
    const bytes = Buffer.from(hkdfSync('sha256', this.key, salt, info, length));
    return {
      cipherKey: bytes.subarray(0, cipherKey),
      nonce: bytes.subarray(cipherKey, cipherKey + nonce),
      hashKey: bytes.subarray(cipherKey + nonce),
    };
  }
}

/** Whether an answer is sealed. Releases before the seal stored plain answers, for 24 hours. */
export const isSealed = (bodyHash: string): boolean => bodyHash.startsWith(BODY_HASH);

const hashBody = (hashKey: Buffer, body: string): string =>
  BODY_HASH + createHmac('sha256', hashKey).update(body).digest('base64url');
