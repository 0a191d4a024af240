import { describe, expect, it, jest } from '@jest/globals';
import { EXIT, handleCommandError } from '#simulation';
import { requireNatsServer } from './require-nats-server.js';

describe('a demo with cities', () => {
  it('uses the nats-server of the machine', () => {
    expect(requireNatsServer(() => '/usr/sbin/nats-server')).toBe('/usr/sbin/nats-server');
  });

  it('says how to get nats-server where it is missing, without a stack, and fails', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      requireNatsServer(() => undefined);
      throw new Error('It was found.');
    } catch (error) {
      expect(handleCommandError(error, { withStack: true })).toBe(EXIT.badInput);
    }
    const printed = write.mock.calls.map(([text]) => String(text)).join('');
    write.mockRestore();
    expect(printed).toBe(
      '--cities and --gateways need nats-server: install it (Debian: apt-get install -y --no-install-recommends nats-server)\n',
    );
  });
});
