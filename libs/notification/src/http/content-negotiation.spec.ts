import { describe, expect, it } from '@jest/globals';
import { acceptsEventStream, negotiateFormat } from './content-negotiation.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8';

describe('negotiateFormat', () => {
  it.each([
    undefined,
    '',
    ' ',
    '*/*',
    'text/*',
    'text/event-stream',
    'TEXT/Event-Stream',
    BROWSER,
    'text/event-stream;q=0.1',
    'text/html, */*;q=0.8',
    'text/event-stream; charset=utf-8',
    'text/event-stream;q=0.001',
    'text/event-stream, application/json;q=0.9',
    'application/json, text/event-stream',
    'text/event-stream;q=nonsense',
    'application/json;q=0.5, */*',
    '*/*, application/json;q=0.1',
    'application/json;q=0, */*',
  ])('the header %j gets an event stream', (accept) => {
    expect(negotiateFormat(accept)).toBe('event-stream');
    expect(acceptsEventStream(accept)).toBe(true);
  });

  it.each([
    'application/json',
    'application/*',
    'APPLICATION/JSON; charset=utf-8',
    ' application/json ',
    'text/event-stream;q=0.5, application/json',
    'application/json, text/*;q=0.9',
    'text/event-stream;q=0, */*',
    'text/event-stream;q=0.000, application/json;q=0.001',
    'application/json, text/plain, */*',
    'application/json, text/*',
    'application/json, */*',
  ])('the header %j gets JSON', (accept) => {
    expect(negotiateFormat(accept)).toBe('json');
  });

  it.each([
    'text/html',
    'text/event-stream;q=0',
    'text/event-stream; q=0.000',
    'text/event-streams',
    ',',
    ';q=1',
    'application/json;q=0',
    '*/*;q=0',
    'application/problem+json',
    'application/xml, text/*;q=0',
  ])('the header %j gets neither format', (accept) => {
    expect(negotiateFormat(accept)).toBeNull();
    expect(acceptsEventStream(accept)).toBe(false);
  });
});
