import type { Trip } from '#contracts';
import { until } from '#testing';
import { RawClient, codeOf } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import type { Experiment, Fault } from '../run/experiment.js';

/** The tables whose rows hold tokens and PINs. */
const TABLES = ['idempotent_answer', 'trip', 'trip_share'];

/**
 * What no code of the server expects: a damaged page, a value of the wrong form, the objection of
 * a trigger. The last two quote the row in the message, the first one in its detail.
 */
const REFUSALS = [
  { code: 'XX001', message: 'invalid page in block 7 of relation' },
  { code: '22P02', message: 'invalid input syntax: %' },
  { code: 'P0001', message: 'refused: %' },
] as const;

const refusedRows: Fault = {
  name: 'refused-rows',
  description: 'the database refuses rows with errors that no code expects and that quote the row',
  async inject(experiment) {
    const { target, findings, workload } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    const route = { pickup: PICKUP, dropoff: DROPOFF };
    const trip = (await client.post('/v1/trips', route)).body as Trip;
    for (const { code, message } of REFUSALS) {
      await refuseRows(experiment, code, message);
      await expectInternalErrors(experiment, client, trip);
      await acceptRows(experiment);
      await workload.awaitTrips(1);
    }
    const { status } = await client.post(`/v1/trips/${trip.id}/cancel`, {
      reason: 'Plans changed',
    });
    findings.expect('P14', status === 200, `a cancel was answered ${status} afterwards`);
  },
};

async function refuseRows({ target }: Experiment, code: string, message: string): Promise<void> {
  const values = message.includes('%') ? ', NEW' : '';
  await target.query(`CREATE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '${message}'${values} USING ERRCODE = '${code}', DETAIL = NEW::text;
    END $$`);
  for (const table of TABLES) {
    await target.query(`CREATE TRIGGER refuse_row BEFORE INSERT OR UPDATE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION refuse_row()`);
  }
}

/** Waits for locks of several tables, so PostgreSQL may end it to resolve a deadlock. */
async function acceptRows({ target }: Experiment): Promise<void> {
  await until('the triggers are gone', () =>
    target.query('DROP FUNCTION refuse_row CASCADE').then(
      () => true,
      () => false,
    ),
  );
}

/** Each command would store a row with a token or with the PIN of the trip. */
async function expectInternalErrors(
  { findings }: Experiment,
  client: RawClient,
  { id }: Trip,
): Promise<void> {
  findings.markChecked('P14');
  const commands = [
    { path: '/v1/sessions', body: { role: 'ops', name: 'Operator' } },
    { path: `/v1/trips/${id}/cancel`, body: { reason: 'Plans changed' } },
    { path: `/v1/trips/${id}/share`, body: undefined },
  ];
  for (const { path, body } of commands) {
    const answer = await client.post(path, body, { 'idempotency-key': crypto.randomUUID() });
    const code = codeOf(answer) ?? '';
    const text = `${path} was answered ${answer.status} ${code} although its row was refused`;
    findings.expect('P14', answer.status === 500 && code === 'INTERNAL', text);
    const quotes = /invalid|refused|SELECT|INSERT|UPDATE/.test(answer.text);
    findings.expect('P22', !quotes, 'an answer quotes the error of the database');
  }
}

export const refusedRowFaults: Fault[] = [refusedRows];
