import { expect, it } from '@jest/globals';
import {
  createClosingFrame,
  createEventFrame,
  createOpenedFrame,
  createSnapshotFrame,
  Frame,
} from './frame.js';

const cursor = { epoch: 'e', seq: 4 };
const event = { seq: 5, id: 'x', type: 'trip.started', json: '{"type":"trip.started"}' };

it('every frame carries the last cursor delivered, except the heartbeat', () => {
  const opened = {
    stream: 'trip/1',
    mode: 'resumed' as const,
    from: 'e-4',
    head: 'e-9',
    serverTime: '2026-01-01T00:00:00.000Z',
    heartbeatSeconds: 5,
  };
  expect(createOpenedFrame(cursor, opened, 1500)).toEqual({
    id: 'e-4',
    type: 'stream.opened',
    retry: 1500,
    data: JSON.stringify(opened),
  });
  expect(createSnapshotFrame(cursor, { trip: null })).toEqual({
    id: 'e-4',
    type: 'stream.snapshot',
    data: '{"trip":null}',
  });
  expect(createClosingFrame(cursor, { reason: 'drain', reconnect: true }, 99)).toEqual({
    id: 'e-4',
    type: 'stream.closing',
    retry: 99,
    data: '{"reason":"drain","reconnect":true}',
  });
  expect(Frame.heartbeat.bytes.toString()).toBe(': heartbeat\n\n');
});

it('an event frame has the stored JSON and the number of the event, named or not', () => {
  expect(createEventFrame('e', event, true)).toEqual({
    id: 'e-5',
    type: event.type,
    data: event.json,
  });
  expect(createEventFrame('e', event, false)).toEqual({ id: 'e-5', data: event.json });
});
