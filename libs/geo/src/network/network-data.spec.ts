import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownNetworks } from '../../test/known-network.js';
import { networkFromData, networkToData } from './network-data.js';
import { networkFingerprint } from './network-fingerprint.js';

describe('networkToData', () => {
  it('a network that was sent to another thread has the same nodes and links', () => {
    fc.assert(
      fc.property(knownNetworks, ({ network }) => {
        const copy = networkFromData(structuredClone(networkToData(network)));
        expect(networkFingerprint(copy)).toBe(networkFingerprint(network));
        expect(copy.forward).toEqual(network.forward);
        expect(copy.routableNodes).toEqual(network.routableNodes);
      }),
      { numRuns: 50 },
    );
  });
});
