import { expect, it } from '@jest/globals';
import { stepsOf, type TimelineEvent } from './timeline-steps.js';

const at = (milliseconds: number): string =>
  new Date(1_700_000_000_000 + milliseconds).toISOString();
const event: TimelineEvent = {
  id: '01890000-0000-7000-8000-000000000000',
  type: 'trip.requested',
  appendedAt: at(0),
  committedAt: null,
  isComplete: true,
  streams: [
    { stream: 'rider/a', seq: 3, ackedAt: at(90) },
    { stream: 'trip/b', seq: 1, ackedAt: null },
  ],
  seen: [{ by: 'relay', process: 'api:1', at: at(5) }],
  written: [
    { stream: 'rider/a', connection: 'c', process: 'gw:2', path: 'live', at: at(8) },
    { stream: 'trip/b', connection: 'd', process: 'gw:2', path: 'mailbox', at: at(-2) },
  ],
};

it('the steps of an event are in the order of time, and the append comes first', () => {
  expect(stepsOf(event).map(({ what, stream, afterMs }) => [what, stream, afterMs])).toEqual([
    ['appended', undefined, 0],
    ['mailbox', 'trip/b', -2],
    ['relay', undefined, 5],
    ['live', 'rider/a', 8],
    ['acked', 'rider/a', 90],
  ]);
});

it('the commit is a step where the database keeps its time', () => {
  const [, second] = stepsOf({ ...event, committedAt: at(1), written: [] });
  expect(second).toMatchObject({ what: 'committed', process: undefined, afterMs: 1 });
});
