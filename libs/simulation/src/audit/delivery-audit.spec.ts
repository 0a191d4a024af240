import { describe, expect, it } from '@jest/globals';
import {
  createClientLog,
  type ClientLog,
  type ReceivedEvent,
  type ReceivedSnapshot,
} from './client-log.js';
import { auditDelivery, type DeliveryFault, type Mailbox } from './delivery-audit.js';

const STREAM = 'rider/ada';

const event = (seq: number, eventId = `event ${seq}`): ReceivedEvent => ({
  kind: 'event',
  seq,
  eventId,
  type: 'trip.requested',
  time: '2026-01-01T00:00:00.000Z',
  receivedAtMs: 0,
  connection: 1,
  replayed: false,
});
const snapshot = (seq: number): ReceivedSnapshot => ({ kind: 'snapshot', seq });
const log = (...items: ClientLog['received']): ClientLog => ({
  ...createClientLog('rider Ada', STREAM),
  received: items,
});
const mailbox = (head: number, seqs = Array.from({ length: head }, (_, i) => i + 1)): Mailbox => ({
  head,
  entries: seqs.map((seq) => ({ seq, eventId: `event ${seq}` })),
});

const faultsOf = (client: ClientLog, box: Mailbox): Partial<Record<DeliveryFault, number>> => {
  const { faults } = auditDelivery([client], new Map([[STREAM, box]]));
  return Object.fromEntries(Object.entries(faults).filter(([, count]) => count > 0));
};

describe('auditDelivery', () => {
  it('passes a client that has left, up to its last event', () => {
    const gone = { ...log(snapshot(0), event(1), event(2)), hasLeft: true };
    expect(faultsOf(gone, mailbox(5))).toEqual({});
    const hole = { ...log(snapshot(0), event(1), event(3)), hasLeft: true };
    expect(faultsOf(hole, mailbox(5))).toEqual({ lost: 1 });
    expect(faultsOf({ ...gone, hasLeft: false }, mailbox(5))).toEqual({ lost: 3 });
  });

  it('passes a client that received each event once and in order', () => {
    expect(faultsOf(log(snapshot(0), event(1), event(2), event(3)), mailbox(3))).toEqual({});
  });

  it('passes a client whose missing events are covered by a snapshot', () => {
    expect(faultsOf(log(snapshot(2), event(3)), mailbox(3))).toEqual({});
    expect(faultsOf(log(snapshot(0), event(1), snapshot(3)), mailbox(3))).toEqual({});
  });

  it('detects a lost event in the middle, a lost event at the end, and the loss of all', () => {
    expect(faultsOf(log(snapshot(0), event(1), event(3)), mailbox(3))).toEqual({ lost: 1 });
    expect(faultsOf(log(snapshot(0), event(1), event(2)), mailbox(3))).toEqual({ lost: 1 });
    expect(faultsOf(log(), mailbox(3))).toEqual({ lost: 3 });
  });

  it('detects a repeated event and an event that a snapshot covers', () => {
    expect(faultsOf(log(snapshot(0), event(1), event(1)), mailbox(1))).toEqual({ duplicated: 1 });
    expect(faultsOf(log(snapshot(1), event(1)), mailbox(1))).toEqual({ duplicated: 1 });
  });

  it('detects events in the wrong order', () => {
    expect(faultsOf(log(snapshot(0), event(2), event(1)), mailbox(2))).toEqual({ outOfOrder: 1 });
  });

  it('detects events of another stream and events that were not committed', () => {
    const foreign = log(snapshot(0), event(1, 'event of another stream'), event(1));
    expect(faultsOf(foreign, mailbox(1))).toEqual({ foreign: 1 });
    expect(faultsOf(log(snapshot(0), event(1), event(2)), mailbox(1))).toEqual({ foreign: 1 });
    expect(faultsOf(log(snapshot(0), event(2, 'event 1')), mailbox(1))).toEqual({
      foreign: 1,
      lost: 1,
    });
  });

  it('detects a gap in a mailbox and a head that differs from its last entry', () => {
    expect(faultsOf(log(snapshot(3)), mailbox(3, [1, 3]))).toEqual({ gaps: 1 });
    expect(faultsOf(log(snapshot(2)), { ...mailbox(2), head: 3 })).toEqual({ gaps: 1 });
  });

  it('detects a gap in a stream without a client', () => {
    const { faults } = auditDelivery([], new Map(), ['trip/unwatched']);
    expect(faults).toMatchObject({ gaps: 1 });
  });

  it('reports each fault as a text', () => {
    const { examples } = auditDelivery([log(snapshot(0))], new Map([[STREAM, mailbox(1)]]));
    expect(examples).toEqual(['rider Ada: seq 1 lost']);
  });
});
