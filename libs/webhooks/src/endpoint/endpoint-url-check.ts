import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '#platform';
import { AddressPolicy } from '../request/address-policy.js';
import { addressOf, findUrlFault, hostOf, isPlain } from '../request/endpoint-url.js';

/** Milliseconds. A name that is not resolved by then is checked with the first delivery. */
const RESOLVE_MS = 2_000;

/** Refuses URLs to which the server would not deliver, so that an operator learns it at once. */
@Injectable()
export class EndpointUrlCheck {
  constructor(private readonly addresses: AddressPolicy) {}

  /** @throws DomainError VALIDATION_FAILED */
  async require(text: string): Promise<void> {
    const fault = findUrlFault(text, this.addresses.allowsPrivate);
    if (fault) throw wrongUrl(fault);
    const url = new URL(text);
    const address = addressOf(url);
    const isRefused =
      address === null
        ? await Promise.race([
            this.addresses.isNameRefused(hostOf(url), isPlain(url)),
            delay(RESOLVE_MS, false, { ref: false }),
          ])
        : !this.addresses.allows(address, isPlain(url));
    if (isRefused) throw wrongUrl('leads to an address to which this server does not deliver');
  }
}

const wrongUrl = (message: string): DomainError =>
  new DomainError('VALIDATION_FAILED', 'The URL of the endpoint is not usable.', {
    errors: [{ field: 'url', message }],
  });
