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
  /** Of the pages that may steer. */
  origins: readonly string[];
}

/**
 * Who may steer: whoever has the token. Other pages in the same browser must not even with
 * it, and mustn't reach us by a name of theirs that was bent to this machine (DNS rebinding).
 */
export class ControlGuard {
  constructor(private readonly options: ControlGuardOptions) {}

  allows(origin: string | undefined): origin is string {
    return origin !== undefined && this.options.origins.includes(origin);
  }

  /** Browsers send no token with a preflight. @throws {DomainError} */
  requireKnownOrigin({ host, origin }: GuardedHeaders): void {
    const { port } = this.options;
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
      throw new DomainError('CROSS_SITE_REQUEST', 'Ask 127.0.0.1 by this name.');
    }
    // No browser leaves it out of a request to another origin; scripts may.
    if (origin !== undefined && !this.allows(origin)) {
      throw new DomainError('CROSS_SITE_REQUEST', 'Only pages of the demo’s own server may ask.');
    }
  }

  /** @throws {DomainError} */
  requireToken({ authorization }: GuardedHeaders): void {
    const expected = digest(`Bearer ${this.options.token}`);
    if (timingSafeEqual(digest(authorization ?? ''), expected)) return;
    throw new DomainError('UNAUTHENTICATED', 'Send the token of /pages/config.json as Bearer.');
  }
}

/** Of equal length, as the comparison needs it. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
