import { formatCursor, parseCursor, streamId, type StreamId } from '#contracts';
import type { SseProbe } from '#testing';
import { RawClient } from '../workload/raw-client.js';
import { ConcurrentWriters } from '../workload/concurrent-writers.js';
import type { Experiment, Fault } from '../run/experiment.js';

const EVENTS = 12;
const TRIMMED = 5;

/** Cursors that no server hands out. */
const MALFORMED = [
  'garbage',
  '-',
  '1',
  'x-1-2',
  '-1',
  'abc-',
  '%00',
  '../../etc/passwd',
  'abc-1.5',
  'abc-1e3',
  'abc--1',
  'abc-01',
  'abc-99999999999999999999',
  '\u2028',
  'é-1',
  '{"$gt":""}',
  "x' OR 1=1--1",
  'x'.repeat(6_000),
];

const cursors: Fault = {
  name: 'cursors',
  description:
    'purged, future, foreign, malformed and huge cursors: resumed exactly, or reset with a reason',
  population: { riders: 3, drivers: 4 },
  async inject(experiment) {
    const { target, findings } = experiment;
    findings.markChecked('P5');
    const client = await RawClient.signUp(target.serverProxy.url, 'driver');
    const stream = streamId('driver', client.id);
    const epoch = await writeTrimmedHistory(experiment, client, stream);
    const cursorOf = (seq: number): string => formatCursor({ epoch, seq });
    const cases: [string, string | undefined][] = [
      [cursorOf(EVENTS), undefined],
      [cursorOf(EVENTS - 3), undefined],
      [cursorOf(TRIMMED), undefined],
      [cursorOf(TRIMMED - 1), 'history_trimmed'],
      [cursorOf(EVENTS + 1), 'cursor_ahead'],
      [cursorOf(2 ** 40), 'cursor_ahead'],
      ['0000foreign0000-3', 'foreign_epoch'],
      ...MALFORMED.map((cursor): [string, string] => [cursor, 'unknown_cursor']),
    ];
    for (const [cursor, reason] of cases) {
      const probe = await client.openStream(
        `/v1/drivers/me/stream?cursor=${encodeURIComponent(cursor)}`,
      );
      await checkResume({ probe, cursor, reason, findings, epoch });
      await probe.close();
    }
    // The audit expects complete mailboxes, so the trimmed stream is removed.
    await target.query('DELETE FROM mailbox WHERE stream = $1', [stream]);
    await target.query('DELETE FROM stream WHERE id = $1', [stream]);
  },
};

/** Writes events to one stream and deletes the first of them, as retention does. @returns the epoch */
async function writeTrimmedHistory(
  { target }: Experiment,
  client: RawClient,
  stream: StreamId,
): Promise<string> {
  const writer = await ConcurrentWriters.connect(target.directUrl);
  await writer.commit([stream], EVENTS);
  await writer.close();
  const probe = await client.openStream();
  const { id } = await probe.next(({ event }) => event === 'stream.snapshot');
  await probe.close();
  await target.query('DELETE FROM mailbox WHERE stream = $1 AND seq <= $2', [stream, TRIMMED]);
  return parseCursor(id ?? '')?.epoch ?? '';
}

interface CursorResult {
  probe: SseProbe;
  cursor: string;
  reason: string | undefined;
  epoch: string;
  findings: Experiment['findings'];
}

async function checkResume({
  probe,
  cursor,
  reason,
  epoch,
  findings,
}: CursorResult): Promise<void> {
  const shown = JSON.stringify(cursor.slice(0, 40));
  if (probe.status !== 200) {
    findings.reportViolation('P5', `${shown} was answered ${probe.status}`);
    return;
  }
  const opened = await probe.next();
  const actual = JSON.parse(opened.data ?? '{}') as Record<string, string>;
  const { mode } = actual;
  const expected = reason === undefined ? 'resumed' : 'reset';
  const isRight = mode === expected && actual.reason === reason;
  const decision = `${mode ?? ''} ${actual.reason ?? ''}`;
  const text = `${shown} was answered ${decision}, not ${expected} ${reason ?? ''}`;
  findings.expect('P5', isRight, text);
  if (mode === 'reset') {
    const snapshot = await probe.next();
    const isHead = snapshot.event === 'stream.snapshot' && snapshot.id === `${epoch}-${EVENTS}`;
    findings.expect('P5', isHead, `${shown}: after the reset came ${snapshot.event ?? ''}`);
  } else {
    const from = parseCursor(cursor)?.seq ?? 0;
    for (let seq = from + 1; seq <= EVENTS; seq += 1) {
      const { id } = await probe.next();
      findings.expect('P3', id === `${epoch}-${seq}`, `${shown}: ${id ?? ''} instead of ${seq}`);
    }
  }
  findings.expect('P16', probe.violations.length === 0, probe.violations.join('; '));
}

export const cursorFaults: Fault[] = [cursors];
