import { describe, expect, it } from '@jest/globals';
import { explainLine } from './explain-line.js';

const meaning = (text: string) => explainLine({ text, length: text.length, end: '\n' });

describe('a line', () => {
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
  ])('“%s” is told as %s', (text, kind, words) => {
    expect(meaning(text).kind).toBe(kind);
    expect(meaning(text).sentence).toContain(words);
  });

  it('that hasn’t come whole isn’t judged', () => {
    const half = explainLine({ text: 'id: ab', length: 6, end: undefined });
    expect(half).toEqual({ kind: 'id', sentence: 'The rest of it is on its way.' });
  });
});
