import { expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { readWire } from '#testing';
import { SseParser, type SseEvent } from './sse-parser.js';

const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed());
const frame = fc.oneof(
  fc.constant(': heartbeat\n\n'),
  fc
    .tuple(fc.constantFrom('', 'event: trip.started\n'), fc.constantFrom('', 'retry: 7\n'), text)
    .map(([name, retry, value]) => `${name}id: e-1\n${retry}data: ${JSON.stringify(value)}\n\n`),
);

/** The bytes of some frames, cut into pieces, also within characters. */
const slices = fc
  .tuple(fc.array(frame, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }))
  .map(([frames, offsets]) => {
    const bytes = Buffer.from(`\n${frames.join('')}id: e-2\ndata: cut o`);
    const ends = [...offsets.map((offset) => offset % bytes.length), bytes.length];
    ends.sort((a, b) => a - b);
    return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
  });

function parseWithSdk(parts: readonly Buffer[]): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = new SseParser({ onEvent: (event) => events.push(event) });
  for (const part of parts) parser.push(part);
  return events;
}

function parseWithPackage(parts: readonly Buffer[]): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data, id }) =>
      events.push({ type: event ?? 'message', data, lastEventId: id ?? '' }),
  });
  const decoder = new TextDecoder();
  for (const part of parts) parser.feed(decoder.decode(part, { stream: true }));
  return events;
}

const parseByGrammar = (parts: readonly Buffer[]): SseEvent[] =>
  readWire(Buffer.concat(parts)).frames.flatMap((read) =>
    'comment' in read
      ? []
      : { type: read.event ?? 'message', data: read.data, lastEventId: read.id },
  );

it('the SDK, eventsource-parser and the grammar read the same events from our frames', () => {
  fc.assert(
    fc.property(slices, (parts) => {
      expect(parseWithSdk(parts)).toEqual(parseByGrammar(parts));
      expect(parseWithPackage(parts)).toEqual(parseByGrammar(parts));
    }),
    { numRuns: 200 },
  );
});
