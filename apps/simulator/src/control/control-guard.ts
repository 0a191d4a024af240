import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '#platform';

export interface GuardedHeaders {
  host?: string | undefined;
  origin?: string | undefined;
  authorization?: string | undefined;
}

export interface ControlGuardOptions {
  port: number;
  token: string;
  /** Origins of the pages that may control the city. */
  origins: readonly string[];
}

/**
 * Protects the control port. A caller needs the token. A page of another origin in the same
 * browser is refused even with the token, and so is a page that reaches the port under its own
 * host name (DNS rebinding).
 */
export class ControlGuard {
  constructor(private readonly options: ControlGuardOptions) {}

  allows(origin: string | undefined): origin is string {
    return origin !== undefined && this.options.origins.includes(origin);
  }

  /**
   * Checks the headers Host and Origin, also of a preflight, which carries no token.
   *
   * @throws {DomainError} CROSS_SITE_REQUEST
   */
  requireKnownOrigin({ host, origin }: GuardedHeaders): void {
    const { port } = this.options;
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
      throw new DomainError('CROSS_SITE_REQUEST', 'Ask 127.0.0.1 by this name.');
    }
    // Every browser sends Origin with a request to another origin; scripts need not send it.
    if (origin !== undefined && !this.allows(origin)) {
      throw new DomainError('CROSS_SITE_REQUEST', 'Only pages of the demo’s own server may ask.');
    }
  }

  /** @throws {DomainError} UNAUTHENTICATED */
  requireToken({ authorization }: GuardedHeaders): void {
    const expected = digest(`Bearer ${this.options.token}`);
    if (timingSafeEqual(digest(authorization ?? ''), expected)) return;
    throw new DomainError('UNAUTHENTICATED', 'Send the token of /pages/config.json as Bearer.');
  }
}

/** Hashes to a fixed length, because `timingSafeEqual` needs equal lengths. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
