import { v7 as uuidv7 } from 'uuid';
import { DemoIssuer } from '#access';
import { streamId, type StreamId } from '#contracts';
import type { StreamAddress } from '../peers/peer.js';
import type { CapturedServer } from './capture-application.js';

export interface BenchRider {
  stream: StreamId;
  address: StreamAddress;
}

/** Creates riders with a token each; a token is all that a rider's own stream requires. */
export function signUpRiders({ app }: CapturedServer, count: number): Promise<BenchRider[]> {
  // The issuer signs the same tokens as `POST /v1/sessions`, without a request for each.
  const issuer = app.get(DemoIssuer, { strict: false });
  return Promise.all(
    Array.from({ length: count }, async () => {
      const id = uuidv7();
      const { token } = await issuer.issue({ id, role: 'rider', name: 'Ada' });
      const headers = { authorization: `Bearer ${token}` };
      return { stream: streamId('rider', id), address: { path: '/v1/riders/me/stream', headers } };
    }),
  );
}
