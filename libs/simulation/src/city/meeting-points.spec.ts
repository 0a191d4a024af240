import { describe, expect, it } from '@jest/globals';
import { MeetingPoints } from './meeting-points.js';

describe('at the kerb', () => {
  const forever = new AbortController().signal;

  it('the driver learns the PIN, whoever comes first', async () => {
    const meetings = new MeetingPoints();
    meetings.show('a', '1111');
    expect(await meetings.ask('a', forever)).toBe('1111');
    const asked = meetings.ask('b', forever);
    meetings.show('b', '2222');
    expect(await asked).toBe('2222');
  });

  it('the driver leaves when the trip is off', async () => {
    const off = new AbortController();
    const asked = new MeetingPoints().ask('a', off.signal);
    off.abort();
    expect(await asked).toBeUndefined();
  });
});
