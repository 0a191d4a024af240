import { describe, expect, it } from '@jest/globals';
import { bytesOf, readParsingCases, type ParsingCase } from '@tripstream/protocol-cases';
import { SseParser } from '../../src/parser/sse-parser.js';

/** A longer stream is not cut at every place, because that takes too long. */
const MAX_LENGTH_CUT_EVERYWHERE = 400;

const streamOf = ({ stream }: ParsingCase): Buffer => Buffer.concat(stream.map(bytesOf));
const cases = readParsingCases().map((testCase) => [testCase.name, testCase] as const);
const short = cases.filter(([, one]) => streamOf(one).length <= MAX_LENGTH_CUT_EVERYWHERE);

describe('the protocol cases of the parser', () => {
  it.each(cases)('the SDK parses the case %s in one piece', (_name, testCase) => {
    expect(parse([streamOf(testCase)])).toEqual(expectedOf(testCase));
  });

  it.each(cases)('the SDK parses the case %s byte by byte', (_name, testCase) => {
    const bytes = Array.from(streamOf(testCase), (byte) => Uint8Array.of(byte));
    expect(parse(bytes)).toEqual(expectedOf(testCase));
  });

  it.each(short)('the SDK parses the case %s cut in two at every place', (_name, testCase) => {
    const stream = streamOf(testCase);
    for (let at = 0; at <= stream.length; at += 1) {
      expect(parse([stream.subarray(0, at), stream.subarray(at)])).toEqual(expectedOf(testCase));
    }
  });
});

function parse(chunks: readonly Uint8Array[]): object {
  const events: object[] = [];
  const retries: number[] = [];
  const parser = new SseParser({
    onEvent: ({ type, data, lastEventId }) => events.push({ event: type, data, id: lastEventId }),
    onRetry: (milliseconds) => retries.push(milliseconds),
  });
  for (const chunk of chunks) parser.push(chunk);
  return { events, retries };
}

function expectedOf({ expected }: ParsingCase): object {
  const events = expected.events.map(({ event, data, id }) => ({
    event,
    data: typeof data === 'string' ? data : Buffer.concat(data.map(bytesOf)).toString('utf8'),
    id,
  }));
  return { events, retries: expected.retries };
}
