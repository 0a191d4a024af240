import { describe, expect, it } from '@jest/globals';
import { acceptsEventStream } from './accepts-event-stream.js';

describe('an Accept header', () => {
  it.each([
    ...[undefined, '', ' ', '*/*', 'text/*', 'text/event-stream', 'TEXT/Event-Stream'],
    ...['text/event-stream;q=0.1', 'application/json, text/event-stream', 'text/html, */*;q=0.8'],
    ...['text/event-stream; charset=utf-8', 'text/event-stream;q=0.001'],
  ])('%j gets a stream', (accept) => {
    expect(acceptsEventStream(accept)).toBe(true);
  });

  it.each([
    ...['application/json', 'text/html', 'text/event-stream;q=0', 'text/event-stream; q=0.000'],
    ...['text/event-streams', 'application/*', ',', ';q=1'],
  ])('%j does not', (accept) => {
    expect(acceptsEventStream(accept)).toBe(false);
  });
});
