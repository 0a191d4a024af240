import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import type { KitOptions } from '../option/kit-options.js';
import { requestTrigger } from '../option/trigger.js';
import { runKit, selectChecks } from '../run-kit.js';
import { checkGroups } from '../check/all-checks.js';
import { BufferingProxy } from './buffering-proxy.js';
import type { Fault } from './fault.js';
import { ORIGIN, SampleServer, TOKEN, type SampleServerOptions } from './sample-server.js';

/** A correct server answers long before, also on a slow machine. */
const PATIENT = { timeoutMs: 60_000, quietMs: 60_000, delayMs: 60_000 };
/** A broken server never does, so these are the times that a test of one takes. */
const IMPATIENT = { timeoutMs: 1500, quietMs: 500, delayMs: 500 };
const STORM = 20;

describe('the conformance kit', () => {
  const cleanups: (() => void)[] = [];
  let certificate: { cert: string; key: string };

  beforeAll(async () => {
    const made = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keyType: 'ec' });
    certificate = { cert: made.cert, key: made.private };
  });

  afterEach(() => {
    for (const cleanup of cleanups.splice(0)) cleanup();
  });

  async function start(options: SampleServerOptions): Promise<SampleServer> {
    const server = await SampleServer.start(options);
    cleanups.push(() => {
      server.stop();
    });
    return server;
  }

  const targetAt = (origin: string) => ({
    url: new URL('/stream', origin),
    headers: { authorization: `Bearer ${TOKEN}` },
    insecure: true,
  });

  function optionsFor({ url }: SampleServer, times: typeof PATIENT): KitOptions {
    const target = targetAt(url);
    const request = { method: 'POST', url: new URL('/events', url), body: undefined };
    return {
      target,
      direct: undefined,
      trigger: requestTrigger([request], { target, timeoutMs: times.timeoutMs }),
      origin: ORIGIN,
      ended: new URL('/ended', url),
      storm: STORM,
      ...times,
    };
  }

  const outcomesOf = async (options: KitOptions, only: readonly string[] = []) =>
    Object.fromEntries(
      (await runKit(options, selectChecks(only))).map(({ check, outcome }) => [
        check.id,
        outcome.kind === 'passed' ? 'passed' : `${outcome.kind}: ${outcome.detail}`,
      ]),
    );

  const allIds = checkGroups.flatMap(({ checks }) => checks.map(({ id }) => id));
  const passedExcept = (outcomes: Record<string, string>) =>
    Object.fromEntries(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'passed'));

  it('passes every check of a correct server over TLS and HTTP/2', async () => {
    const outcomes = await outcomesOf(optionsFor(await start({ certificate }), PATIENT));
    expect(Object.keys(outcomes)).toEqual(allIds);
    expect(passedExcept(outcomes)).toEqual({ 'first-byte': 'skipped: Only with --through.' });
  });

  it('passes a proxy that passes the bytes on at once', async () => {
    const server = await start({});
    const proxy = await BufferingProxy.start(server.url, 0);
    cleanups.push(() => {
      proxy.stop();
    });
    const direct = targetAt(server.url);
    const options = { ...optionsFor(server, PATIENT), target: targetAt(proxy.url), direct };
    const outcomes = await outcomesOf(options, ['response', 'delivery', 'resume']);
    expect(passedExcept(outcomes)).toEqual({});
  });

  it('finds a proxy that holds the bytes back', async () => {
    const server = await start({ fault: 'heartbeat' });
    const proxy = await BufferingProxy.start(server.url, 65_536);
    cleanups.push(() => {
      proxy.stop();
    });
    const direct = targetAt(server.url);
    const options = { ...optionsFor(server, IMPATIENT), target: targetAt(proxy.url), direct };
    const outcomes = await outcomesOf(options, ['first-byte', 'no-delay']);
    expect(outcomes).toEqual({
      'first-byte': 'failed: Behind the proxy no byte came.',
      'no-delay': expect.stringMatching(/^failed: \d of \d events did not come in time\.$/),
    });
  });

  const faults: Record<Fault, RegExp> = {
    status: /500/,
    'media-type': /text\/plain/,
    charset: /iso-8859-1/,
    'cache-control': /missing/,
    'no-compression': /gzip/,
    'headers-at-once': /headers came after|No headers/,
    'no-delay': /did not come in time|after the trigger/,
    heartbeat: /Nothing came/,
    retry: /No retry/,
    'utf-8': /not UTF-8/,
    bom: /U\+FEFF/,
    'line-ends': /CR alone/,
    fields: /second line/,
    'empty-line': /No empty line came after: id: e1-1/,
    data: /event: bare/,
    ids: /no ids/,
    'id-characters': /"e1-1 "/,
    'id-header': /"e1-1-é"/,
    'id-unique': /came back/,
    'resume-loss': /events did not come/,
    'resume-repeat': /came again/,
    'resume-away': /events did not come/,
    'resume-mid-message': /events did not come/,
    'unknown-id': /400/,
    head: /does not end/,
    'other-methods': /PROPFIND was answered with 200/,
    unauthorized: /200/,
    challenge: /missing/,
    'not-found': /200/,
    ended: /200/,
    http2: /does not choose HTTP\/2/,
    'cors-origin': /missing/,
    'cors-credentials': /Access-Control-Allow-Credentials/,
    'cors-preflight': /lacks last-event-id/,
    storm: /no answer/,
    'storm-retry-after': /without Retry-After/,
    'after-storm': /429/,
  };

  for (const [fault, complaint] of Object.entries(faults) as [Fault, RegExp][]) {
    it(`fails the check ${fault} of a server that breaks it`, async () => {
      const server = await start(fault === 'http2' ? { fault, certificate } : { fault });
      // The server is full after the storm, which that check alone does not start.
      const only = fault === 'after-storm' ? ['load'] : [fault];
      const outcomes = await outcomesOf(optionsFor(server, IMPATIENT), only);
      expect(outcomes[fault]).toMatch(complaint);
      expect(outcomes[fault]).toMatch(/^failed/);
    });
  }

  it('the tests have a broken server for each check', () => {
    expect([...Object.keys(faults), 'first-byte'].sort()).toEqual([...allIds].sort());
  });
});
