import { setImmediate as nextTick, setTimeout as delay } from 'node:timers/promises';
import { chunksOf } from './bytes.js';
import { judge } from './judge.js';

/** Bytes that were written must reach the client before its connection is cut. */
const FLUSH_MS = 20;
/**
 * Some HTTP libraries repeat a GET at once, and once, when its connection closed without an answer
 * (RFC 9110, section 9.2.2). A request that comes sooner than this is such a repetition.
 */
const REPETITION_MS = 60;

/** One client that plays one case against the referee. */
export class CaseRun {
  /** @param {object} testCase a case of `cases/streams/*.json` */
  constructor(testCase) {
    this.testCase = testCase;
    this.requests = [];
    this.endedAt = undefined;
    this.mayRepeat = false;
  }

  /** Answers the client's next request as the case says. */
  async serve(request, response, url) {
    const now = performance.now();
    if (this.mayRepeat && now - this.endedAt < REPETITION_MS) {
      this.mayRepeat = false;
      this.endedAt = now;
      response.destroy();
      return;
    }
    const seen = {
      accept: request.headers.accept,
      authorization: request.headers.authorization,
      lastEventId: request.headers['last-event-id'],
      cursorParameter: url.searchParams.get('cursor') ?? undefined,
      ...(this.endedAt !== undefined && { waitMs: now - this.endedAt }),
    };
    this.requests.push(seen);
    const exchange = this.testCase.exchanges[this.requests.length - 1];
    // A request beyond the last one is judged; its answer only keeps the client from more.
    if (!exchange) return void response.writeHead(204).end();
    this.mayRepeat = exchange.response.hangUp === true;
    const clock = { lastByteAt: now };
    response.once('close', () => {
      this.endedAt = performance.now();
      seen.silenceMs = this.endedAt - clock.lastByteAt;
    });
    await play(exchange.response, { response, clock });
  }

  /** @returns {string[]} the problems; empty when the client has passed */
  judge({ delivered, end, waitsMs }) {
    return judge(this.testCase, { requests: this.requests, delivered, end, waitsMs });
  }
}

async function play(script, { response, clock }) {
  if (script.silent) return;
  if (script.hangUp) return void response.destroy();
  if (script.delayMs) await delay(script.delayMs);
  response.sendDate = false;
  response.socket?.setNoDelay(true);
  response.writeHead(script.status, script.headers);
  response.flushHeaders();
  for (const part of script.body) {
    if (part.pauseMs) await delay(part.pauseMs);
    for (const chunk of chunksOf(part)) {
      if (response.destroyed) return;
      await new Promise((resolve) => response.write(chunk, resolve));
      clock.lastByteAt = performance.now();
      await nextTick();
    }
  }
  if (script.end === 'complete') response.end();
  if (script.end !== 'cut') return;
  await delay(FLUSH_MS);
  response.destroy();
}
