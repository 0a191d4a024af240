import { parseCursor } from '#contracts';
import { auditDelivery, type DeliveryFault, HistoryReader, toMailboxes } from '#simulation';
import type { StreamRecord } from '../workload/workload-journal.js';
import type { CheckContext } from './check-context.js';
import type { CheckName, Findings } from './findings.js';

const PROMISES: Record<DeliveryFault, CheckName> = {
  lost: 'P1',
  foreign: 'P2',
  duplicated: 'P3',
  outOfOrder: 'P3',
  gaps: 'P3',
};

/** Compares what came over the wire and what the SDK handed over with the mailboxes. */
export async function checkDelivery({
  target,
  journal,
  findings,
  changesHistory,
}: CheckContext): Promise<void> {
  findings.markChecked('P1', 'P2', 'P3', 'P4', 'P5');
  const logs = journal.streams.map(({ log }) => log);
  const streams = [...new Set(logs.map(({ stream }) => stream))];
  const reader = await HistoryReader.connect(target.directUrl);
  try {
    const [heads, rows] = [await reader.readHeads(streams), await reader.readRows(streams)];
    const audit = auditDelivery(logs, toMailboxes(heads, rows), await reader.findBrokenMailboxes());
    for (const [fault, promise] of Object.entries(PROMISES) as [DeliveryFault, CheckName][]) {
      const count = audit.faults[fault];
      const example = audit.examples.find((text) => text.includes(fault)) ?? '';
      if (count > 0) findings.reportViolation(promise, `${count} ${fault}, e.g. ${example}`, count);
    }
    findings.measure('P1', `${audit.delivered} deliveries to ${audit.clients} clients`);
  } finally {
    await reader.close();
  }
  for (const skip of journal.skips) findings.reportViolation('P1', skip);
  for (const record of journal.streams) {
    checkDeliveryToApplication(record, findings);
    if (changesHistory) checkOpeningsAcrossHistories(record, findings);
    else checkOpenings(record, findings);
  }
}

function checkDeliveryToApplication({ log, handed }: StreamRecord, findings: Findings): void {
  let last: number | undefined;
  for (const { seq, isSnapshot } of handed) {
    const expected = last === undefined ? undefined : last + 1;
    if (!isSnapshot && expected !== undefined && seq !== expected) {
      findings.reportViolation(
        'P4',
        `${log.client}: the SDK handed over ${seq} instead of ${expected}`,
      );
    }
    last = seq;
  }
}

/**
 * The servers of an experiment trim no history, so a client that presents a cursor must
 * receive exactly the events after it.
 */
function checkOpenings({ log, openings }: StreamRecord, findings: Findings): void {
  for (const { presented, mode, from, reason } of openings) {
    const isFresh = presented === undefined || presented.endsWith('-0');
    const isRight = isFresh ? mode === 'fresh' : mode === 'resumed' && from === presented;
    if (isRight) continue;
    const cursor = presented ?? 'no cursor';
    findings.reportViolation(
      'P5',
      `${log.client}: ${cursor} was answered ${mode} ${reason ?? ''} from ${from}`,
    );
  }
}

/**
 * A cursor of the current history is resumed exactly. One of the history before a restore is
 * reset, because its numbers mean other events now.
 */
function checkOpeningsAcrossHistories({ log, openings }: StreamRecord, findings: Findings): void {
  findings.markChecked('P20');
  for (const { presented, mode, from, reason } of openings) {
    if (presented === undefined || presented.endsWith('-0')) continue;
    const isCurrent = epochOf(presented) === epochOf(from);
    const isRight = isCurrent
      ? mode === 'resumed' && from === presented
      : mode === 'reset' && reason === 'foreign_epoch';
    if (isRight) continue;
    const text = `${log.client}: ${presented} was answered ${mode} ${reason ?? ''} from ${from}`;
    findings.reportViolation(isCurrent ? 'P5' : 'P20', text);
  }
}

const epochOf = (cursor: string): string | undefined => parseCursor(cursor)?.epoch;
