import { expect, it } from '@jest/globals';
import { RaceClient } from './race-client.js';

const event = (id: string) => ({ event: 'trip.started', data: { id } });

it('counts an event that comes again as doubled, and keeps its first arrival', () => {
  const client = new RaceClient(1, 'token');
  client.take({ id: 'e-1', ...event('a') });
  const first = client.figures.arrivals.get('a');
  client.take({ id: 'e-1', ...event('a') });
  expect(client.figures.arrivals.get('a')).toBe(first);
  expect(client.figures.repeated).toBe(1);
});

it('counts the events between the cursor and the head of a resumed stream as replayed', () => {
  const client = new RaceClient(1, 'token');
  const opened = { mode: 'resumed', from: 'e-2', head: 'e-5' };
  client.take({ id: 'e-2', event: 'stream.opened', data: opened });
  expect(client.figures.replayed).toBe(3);
  expect(client.cursor).toBe('e-2');
});

it('takes neither a snapshot nor the end of a stream for an event', () => {
  const client = new RaceClient(1, 'token');
  client.take({ id: 'e-7', event: 'stream.snapshot', data: {} });
  client.take({ id: 'e-7', event: 'stream.closing', data: { reason: 'drain' } });
  expect(client.figures.arrivals.size).toBe(0);
  expect(client.cursor).toBe('e-7');
});
