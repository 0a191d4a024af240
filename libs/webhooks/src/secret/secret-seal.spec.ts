import { describe, expect, it } from '@jest/globals';
import { SecretSeal } from './secret-seal.js';

const [former, current] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [
  string,
  string,
];

function flipLastByte(sealed: string): string {
  const [name = '', text = ''] = sealed.split('.');
  const bytes = Buffer.from(text, 'base64url');
  bytes[bytes.length - 1]! ^= 1;
  return `${name}.${bytes.toString('base64url')}`;
}

describe('SecretSeal', () => {
  it('seals with the first key, and opens with each of them, so keys can be rotated', () => {
    const sealed = new SecretSeal([former]).seal('whsec_a', 'endpoint');
    const both = new SecretSeal([current, former]);
    expect(both.open(sealed, 'endpoint')).toBe('whsec_a');
    const fresh = both.seal('whsec_b', 'endpoint');
    expect(new SecretSeal([current]).open(fresh, 'endpoint')).toBe('whsec_b');
  });

  it('opens nothing after its key was removed', () => {
    const sealed = new SecretSeal([former]).seal('whsec_a', 'endpoint');
    expect(new SecretSeal([current]).open(sealed, 'endpoint')).toBeNull();
  });

  it.each([
    ['of another endpoint', (sealed: string) => sealed, 'other'],
    ['that was cut off', (sealed: string) => sealed.slice(0, 20), 'endpoint'],
    ['that was changed', flipLastByte, 'endpoint'],
  ])('opens no secret %s', (_, change, endpointId) => {
    const seal = new SecretSeal([current]);
    expect(seal.open(change(seal.seal('whsec_secret', 'endpoint')), endpointId)).toBeNull();
  });
});
