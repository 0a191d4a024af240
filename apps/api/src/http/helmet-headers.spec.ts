import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { setHelmetHeaders } from './helmet-headers.js';

const OWN_POLICY = "default-src 'none'";

let adapter: FastifyAdapter;

beforeEach(async () => {
  adapter = new FastifyAdapter();
  const app = { getHttpAdapter: () => adapter } as unknown as NestFastifyApplication;
  await setHelmetHeaders(app, {});
  const fastify = adapter.getInstance();
  fastify.get('/plain', () => 'text');
  fastify.get('/own', (_request, reply) =>
    reply.header('Content-Security-Policy', OWN_POLICY).send('text'),
  );
  fastify.get('/skipped', { config: { helmet: { skipRoute: true } } }, () => 'text');
});

afterEach(() => adapter.close());

async function policyOf(path: string): Promise<unknown> {
  const { headers } = await adapter.inject(path);
  return headers['content-security-policy'];
}

describe('setHelmetHeaders', () => {
  it("sets Helmet's policy", async () => {
    expect(await policyOf('/plain')).toContain("default-src 'self'");
  });

  it('keeps the policy that a route sets itself', async () => {
    expect(await policyOf('/own')).toBe(OWN_POLICY);
  });

  it('sets nothing on a route that is skipped', async () => {
    expect(await policyOf('/skipped')).toBeUndefined();
  });
});
