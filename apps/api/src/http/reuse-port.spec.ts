import { describe, expect, it } from '@jest/globals';
import { requireReusablePort } from './reuse-port.js';

describe('REUSE_PORT', () => {
  it.each(['22.12.0', '22.23.5', '23.1.0', '24.0.0'])(
    'REUSE_PORT may be set on Node.js %s',
    (version) => {
      expect(() => {
        requireReusablePort({ reusePort: true }, version);
      }).not.toThrow();
    },
  );

  it.each(['20.20.2', '22.11.0', '18.0.0'])(
    'REUSE_PORT is refused on Node.js %s, by name',
    (version) => {
      expect(() => {
        requireReusablePort({ reusePort: true }, version);
      }).toThrow(`REUSE_PORT needs Node.js 22.12 or later, and this is ${version}`);
    },
  );

  it('no certain Node.js is needed without it', () => {
    expect(() => {
      requireReusablePort({ reusePort: false }, '20.19.0');
    }).not.toThrow();
  });
});
