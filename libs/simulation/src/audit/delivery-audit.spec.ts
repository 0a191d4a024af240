import { describe, expect, it } from '@jest/globals';
import {
  createClientLog,
  type ClientLog,
  type ReceivedEvent,
  type ReceivedSnapshot,
} from './client-log.js';
import { auditDelivery, type DeliveryFault, type Mailbox } from './delivery-audit.js';

const STREAM = 'rider/ada';

const heard = (seq: number, eventId = `event ${seq}`): ReceivedEvent => ({
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

describe('the delivery audit', () => {
  it('passes a client that has everything once and in order', () => {
    expect(faultsOf(log(snapshot(0), heard(1), heard(2), heard(3)), mailbox(3))).toEqual({});
  });

  it('passes what a snapshot covers', () => {
    expect(faultsOf(log(snapshot(2), heard(3)), mailbox(3))).toEqual({});
    expect(faultsOf(log(snapshot(0), heard(1), snapshot(3)), mailbox(3))).toEqual({});
  });

  it('catches an event lost in the middle, at the end, and all of them', () => {
    expect(faultsOf(log(snapshot(0), heard(1), heard(3)), mailbox(3))).toEqual({ lost: 1 });
    expect(faultsOf(log(snapshot(0), heard(1), heard(2)), mailbox(3))).toEqual({ lost: 1 });
    expect(faultsOf(log(), mailbox(3))).toEqual({ lost: 3 });
  });

  it('catches a repeated event, also one that the snapshot had', () => {
    expect(faultsOf(log(snapshot(0), heard(1), heard(1)), mailbox(1))).toEqual({ duplicated: 1 });
    expect(faultsOf(log(snapshot(1), heard(1)), mailbox(1))).toEqual({ duplicated: 1 });
  });

  it('catches events that changed places', () => {
    expect(faultsOf(log(snapshot(0), heard(2), heard(1)), mailbox(2))).toEqual({ outOfOrder: 1 });
  });

  it("catches another stream's event and one that never committed", () => {
    const stranger = log(snapshot(0), heard(1, 'somebody else’s'), heard(1));
    expect(faultsOf(stranger, mailbox(1))).toEqual({ foreign: 1 });
    expect(faultsOf(log(snapshot(0), heard(1), heard(2)), mailbox(1))).toEqual({ foreign: 1 });
    expect(faultsOf(log(snapshot(0), heard(2, 'event 1')), mailbox(1))).toEqual({
      foreign: 1,
      lost: 1,
    });
  });

  it('catches a gap in the mailbox and a head that is off', () => {
    expect(faultsOf(log(snapshot(3)), mailbox(3, [1, 3]))).toEqual({ gaps: 1 });
    expect(faultsOf(log(snapshot(2)), { ...mailbox(2), head: 3 })).toEqual({ gaps: 1 });
  });

  it('catches a gap that no client could notice', () => {
    const { faults } = auditDelivery([], new Map(), ['trip/unwatched']);
    expect(faults).toMatchObject({ gaps: 1 });
  });

  it('says in words what was wrong', () => {
    const { examples } = auditDelivery([log(snapshot(0))], new Map([[STREAM, mailbox(1)]]));
    expect(examples).toEqual(['rider Ada: seq 1 lost']);
  });
});
