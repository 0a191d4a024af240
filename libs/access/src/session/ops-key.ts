import { Injectable } from '@nestjs/common';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { DomainError, Settings } from '#platform';

const KEY_BYTES = 18;

/** A proxy adds one of these (RFC 7239; RFC 9110, section 7.6.3; the habit of most proxies). */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * The key for one session of an operator, on a server with demo identities that others can reach.
 * Without it, everyone who reaches the address could end every trip. The server prints the key to
 * its own output only, and a new one after each use. Every process has a key of its own.
 */
@Injectable()
export class OpsKey {
  private key: string | null;

  constructor(settings: Settings) {
    this.key = settings.isDemoExposed ? createKey() : null;
    this.isRequired = settings.isDemoExposed;
  }

  /** Whether a session of an operator needs the key. */
  readonly isRequired: boolean;

  /**
   * Refuses an ops session that a proxy asks for, on a server whose settings tell of no proxy: the
   * proxy may let every machine reach it, and no key was printed.
   *
   * @throws DomainError OPS_KEY_REQUIRED
   */
  refuseUnannounced(headers: IncomingHttpHeaders): void {
    if (this.isRequired || !FORWARDED.some((name) => headers[name] !== undefined)) return;
    const detail =
      'This request came through a proxy. Set PUBLIC_URL, and the server prints a key.';
    throw new DomainError('OPS_KEY_REQUIRED', detail);
  }

  /** Prints the key to the operator of this process. It isn't a line of the log, which others may read. */
  print(): void {
    if (this.key === null) return;
    process.stderr.write(`Tripstream: the key for the next ops session is ${this.key}\n`);
  }

  /**
   * Takes the key, so that no second session gets it. `release` gives it back when the session
   * could not be made, and `renew` replaces it when it was.
   *
   * @throws DomainError OPS_KEY_REQUIRED when it is missing, wrong or in use
   */
  take(given: string | undefined): string {
    const { key } = this;
    if (key === null || given === undefined || !isEqual(key, given)) {
      const detail = 'Enter the key that the server printed at its start, or after its last use.';
      throw new DomainError('OPS_KEY_REQUIRED', detail);
    }
    this.key = null;
    return key;
  }

  release(key: string): void {
    this.key = key;
  }

  renew(): void {
    this.key = createKey();
    this.print();
  }
}

const createKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/** Compares hashes, whose lengths are equal, in constant time. */
function isEqual(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
