import { describe, expect, it } from '@jest/globals';
import { testIntl } from '../../../test/test-intl.js';
import { explainLine } from './explain-line.js';

const intl = await testIntl();

const explain = (text: string) => explainLine({ text, length: text.length, end: '\n' }, intl);

describe('explainLine', () => {
  it.each([
    ['event: stream.opened', 'event', 'always the first frame'],
    ['event: trip.started', 'event', 'durable'],
    ['id: abc-7', 'id', 'event number 7 of this stream, in history abc'],
    ['id: abc-0', 'id', 'nothing durable yet'],
    ['retry: 1500', 'retry', 'Wait 1.5 s'],
    ['data: {"stream":"ops","mode":"fresh"}', 'data', 'JSON of 31 characters: fresh'],
    ['data: {"reason":"drain","reconnect":true}', 'data', '“drain”'],
    ['data: {"specversion":"1.0"}', 'data', 'CloudEvent'],
    [': heartbeat', 'comment', 'heartbeat'],
    ['', 'end', 'ends'],
    ['colour: red', 'unknown', 'ignore'],
  ])('the line “%s” is explained as %s', (text, kind, words) => {
    expect(explain(text).kind).toBe(kind);
    expect(explain(text).sentence).toContain(words);
  });

  it('an incomplete line is explained as such', () => {
    const half = explainLine({ text: 'id: ab', length: 6, end: undefined }, intl);
    expect(half).toEqual({ kind: 'id', sentence: 'The rest of it is on its way.' });
  });
});
