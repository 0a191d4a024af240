import { afterEach, describe, expect, it, jest } from '@jest/globals';
import dns, { type LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { Settings } from '#platform';
import { AddressPolicy } from './address-policy.js';

const createPolicy = (networks = '') =>
  new AddressPolicy(Settings.from({ WEBHOOK_ALLOWED_NETWORKS: networks }));

/** Asks as a connection does. @returns the addresses, or the code of the error */
const lookUp = (policy: AddressPolicy): Promise<unknown> =>
  new Promise((resolve) => {
    policy.createLookup(false)('partner.example', { all: true }, (error, found) => {
      resolve(error ? error.code : found);
    });
  });

afterEach(() => {
  jest.restoreAllMocks();
  syncBuiltinESMExports();
});

describe('AddressPolicy', () => {
  it.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
    ['100.64.0.1', false],
    ['127.0.0.1', false],
    ['169.254.169.254', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::1', false],
    ['fc00::1', false],
    ['fe80::1', false],
    ['ff02::1', false],
    ['4000::1', false],
  ])('%s is allowed for HTTPS: %s, and never for plain HTTP', (address, isAllowed) => {
    const policy = createPolicy();
    expect([policy.allows(address), policy.allows(address, true)]).toEqual([isAllowed, false]);
  });

  it('allows the networks of the setting also for plain HTTP, and their mapped forms', () => {
    const policy = createPolicy('10.1.0.0/16,fd00::/8');
    const allowed = ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '10.2.0.1', 'fe80::1'].map(
      (address) => policy.allows(address, true),
    );
    expect(allowed).toEqual([true, true, true, false, false]);
  });

  it('refuses a name that led to a public address before, and leads to a private one now', async () => {
    const answers: LookupAddress[][] = [
      [{ address: '8.8.8.8', family: 4 }],
      [{ address: '10.0.0.1', family: 4 }],
      [
        { address: '10.0.0.1', family: 4 },
        { address: '8.8.8.8', family: 4 },
      ],
    ];
    const resolveNext = (...parameters: unknown[]) => {
      const callback = parameters.at(-1) as (error: null, found: LookupAddress[]) => void;
      callback(null, answers.shift() ?? []);
    };
    jest.spyOn(dns, 'lookup').mockImplementation(resolveNext);
    syncBuiltinESMExports();
    const policy = createPolicy();
    const found = [await lookUp(policy), await lookUp(policy), await lookUp(policy)];
    const open = [{ address: '8.8.8.8', family: 4 }];
    expect(found).toEqual([open, 'ADDRESS_NOT_ALLOWED', open]);
  });
});
