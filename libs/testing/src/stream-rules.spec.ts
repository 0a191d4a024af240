import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { violationsOfStream, type StreamOptions } from './stream-rules.js';
import { readWire } from './wire-frame.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const opened = (mode: string, seq: number, more = ''): string =>
  `event: stream.opened\nid: e-${seq}\nretry: 1000\n` +
  `data: {"stream":"rider/1","mode":"${mode}","from":"e-${seq}","head":"e-4"${more}}\n\n`;
const snapshot = 'event: stream.snapshot\nid: e-4\ndata: {"trip":null}\n\n';
const event = (seq: number, type = 'trip.started'): string =>
  `event: ${type}\nid: e-${seq}\ndata: {"specversion":"1.0","type":"${type}"}\n\n`;
const closing = (seq: number, reason = 'drain', reconnect = true): string =>
  `event: stream.closing\nid: e-${seq}\nretry: 9\ndata: {"reason":"${reason}","reconnect":${String(reconnect)}}\n\n`;
const located = 'event: driver.location\nid: e-4\ndata: {"tripId":"7"}\n\n';
const beat = ': heartbeat\n\n';
const fresh = opened('fresh', 0) + snapshot;

describe('a stream by the rules', () => {
  it.each([
    ['fresh', fresh + beat + located + event(5) + event(6), {}],
    ['resumed', opened('resumed', 2) + event(3) + event(4) + beat, { presented: 'e-2' }],
    ['reset', opened('reset', 0, ',"reason":"cursor_ahead"') + snapshot, { presented: 'e-99' }],
    ['without names', fresh + event(5).replace(/^event.*\n/, ''), {}],
    ['closed', fresh + event(5) + closing(5, 'end', false), { ended: true }],
    ['refused in band', closing(7), { presented: 'e-7', ended: true }],
    ['led by an empty line', '\n' + fresh, {}],
    ['cut within a frame', fresh + event(5).slice(0, -1), {}],
  ])('a stream obeys all rules when it is %s', (_name, text, options) => {
    expect(violationsOfStream(bytesOf(text), options)).toEqual([]);
  });

  it('a stream obeys all rules wherever it is cut, in the middle of a character too', () => {
    const bytes = bytesOf(fresh + event(5).replace('"1.0"', '"1.0","who":"Zoë 🚕"'));
    for (let end = 0; end <= bytes.length; end++) {
      expect(violationsOfStream(bytes.subarray(0, end))).toEqual([]);
    }
  });
});

describe('a breach is found:', () => {
  it.each<[string, string, StreamOptions?]>([
    ['byte order mark', '\uFEFF' + fresh],
    ['CR', fresh.replace('null', '"\r"')],
    ['NUL', fresh.replace('null', '"\0"')],
    ['empty line', '\n\n' + fresh],
    ['empty line', fresh + '\n' + event(5)],
    ['comment with fields', fresh + ': hi\n' + event(5)],
    ['not a field', fresh.replace('data: ', 'data:')],
    ['not a field', fresh + 'dada: x\n\n'],
    ['two lines of id', fresh.replace('id: e-4\n', 'id: e-4\nid: e-4\n')],
    ['two lines of data', fresh.replace('data: {"trip"', 'data: \ndata: {"trip"')],
    ['frame without id', fresh + 'event: error\ndata: {}\n\n'],
    ['frame without id', fresh + 'retry: 5\n\n'],
    ['id is not a cursor', fresh + 'id: 17\ndata: {}\n\n'],
    ['id without data', fresh + 'id: e-4\n\n'],
    ['name of an event', fresh + event(5, 'error')],
    ['retry is not a number', fresh + closing(4).replace('9', '1e3')],
    ['JSON object', fresh + 'id: e-5\ndata: 5\n\n'],
    ['heartbeat before the verdict', beat + fresh],
    ['before the verdict', event(1) + fresh],
    ['verdict, twice', fresh + opened('fresh', 0)],
    ['mode', fresh.replace('"fresh"', '"new"')],
    ['reason of a reset', opened('reset', 0) + snapshot],
    ['reason of a reset', opened('fresh', 0, ',"reason":"cursor_ahead"') + snapshot],
    ['retry of the verdict', fresh.replace('retry: 1000\n', '')],
    ['from isn’t its id', fresh.replace('"from":"e-0"', '"from":"e-1"')],
    ['head', opened('resumed', 5)],
    ['cursor', opened('resumed', 3), { presented: 'e-2' }],
    ['a fresh id beyond 0', opened('fresh', 1) + snapshot],
    ['before the snapshot', opened('fresh', 0) + event(1)],
    ['a snapshot not due', opened('resumed', 4) + snapshot, { presented: 'e-4' }],
    ['a snapshot not of the head', fresh.replace('id: e-4', 'id: e-3')],
    ['not a CloudEvent', fresh + event(5).replace('1.0', '0.3')],
    ['its name isn’t its type', fresh + event(5).replace('trip.started', 'trip.requested')],
    ['not the next', fresh + event(6)],
    ['not the next', fresh + event(5) + event(5)],
    ['not the next', fresh + event(4)],
    ['another epoch', fresh + event(5).replace('e-5', 'f-5')],
    ['moves the cursor', fresh + located.replace('e-4', 'e-5')],
    ['moves the cursor', fresh + closing(5)],
    ['retry', fresh + event(5).replace('data', 'retry: 1\ndata')],
    ['reason of the closing', fresh + closing(4, 'boredom')],
    ['come back after the end', fresh + closing(4, 'end', true)],
    ['retry of the closing', fresh + closing(4).replace('retry: 9\n', '')],
    ['after stream.closing', fresh + closing(4) + beat],
    ['after stream.closing', fresh + closing(4) + event(5)],
    ['cursor', closing(9), { presented: 'e-7' }],
    ['ended within a frame', fresh + closing(4) + 'id: ', { ended: true }],
    ['ended without stream.closing', fresh, { ended: true }],
  ])('%s', (...[violation, text, options]) => {
    expect(violationsOfStream(bytesOf(text), options).join('\n')).toContain(violation);
  });

  it('bytes that aren’t UTF-8', () => {
    const bytes = bytesOf(fresh);
    bytes[bytes.indexOf('{'.charCodeAt(0))] = 0xff;
    expect(violationsOfStream(bytes).join()).toContain('not UTF-8');
  });

  it('any text that is put into a frame unescaped and ends its line', () => {
    const text = fc
      .tuple(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\r', '\n\n'), fc.string())
      .map((parts) => parts.join('').toWellFormed());
    fc.assert(
      fc.property(text, (intruder) => {
        const bytes = bytesOf(fresh + event(5).replace('1.0', () => `1.0","reason":"${intruder}`));
        expect(violationsOfStream(bytes)).not.toEqual([]);
      }),
    );
  });
});

it('frames with any text are read as they were written', () => {
  const text = fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value.toWellFormed()));
  fc.assert(
    fc.property(text, (data) => {
      const { frames, violations } = readWire(bytesOf(`${beat}id: e-1\ndata: ${data}\n\nid`));
      expect(violations).toEqual([]);
      expect(frames).toEqual([
        { comment: ' heartbeat' },
        { id: 'e-1', event: undefined, data, retry: undefined },
      ]);
    }),
  );
});
