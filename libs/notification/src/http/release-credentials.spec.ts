import { expect, it } from '@jest/globals';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { inspect } from 'node:util';
import type { AccessRequest } from '#access';
import { releaseCredentials } from './release-credentials.js';

it('an open stream keeps no token of its request', () => {
  const raw = new IncomingMessage(new Socket());
  raw.headers = { authorization: 'Bearer secret', cookie: 'rider=secret' };
  raw.rawHeaders = ['Authorization', 'Bearer secret', 'Cookie', 'rider=secret'];
  const request = {
    raw,
    hashedToken: { token: 'secret', hash: 'hash' },
    cookies: { rider: 'secret' },
  } as unknown as AccessRequest;
  expect(inspect(request, { depth: 3 })).toContain('secret');
  releaseCredentials(request, raw);
  expect(inspect(request, { depth: 3 })).not.toContain('secret');
});
