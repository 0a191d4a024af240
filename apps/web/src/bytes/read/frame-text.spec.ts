import { describe, expect, it } from '@jest/globals';
import { frameText } from './frame-text.js';

describe('frameText', () => {
  it('writes a message of a WebSocket as the frame of an event stream', () => {
    const fields = { event: 'trip.started', id: 'e-2', retry: 1000, data: { a: 'b\nc' } };
    expect(frameText(fields)).toBe(
      'event: trip.started\nid: e-2\nretry: 1000\ndata: {"a":"b\\nc"}\n\n',
    );
  });

  it('writes a heartbeat as a comment', () => {
    expect(frameText({ comment: 'heartbeat' })).toBe(': heartbeat\n\n');
  });
});
