import { RawClient } from '../workload/raw-client.js';
import { pause, type Fault } from '../run/experiment.js';
import type { Target } from '../target/target.js';
import { expectHealed, expectRefusal } from './database.js';

/** How long the disk stays full under load. */
const FULL_MS = 3_000;

const fullDisk: Fault = {
  name: 'full-disk',
  description: 'the disk of the tables is full for seconds, then there is room again',
  target: { ownPostgres: true, hasSmallDisk: true },
  async inject(experiment) {
    const { target, workload, findings } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    const makeRoom = await fill(target);
    findings.notes.push(
      target.smallDisk
        ? 'a file system of 64 MB was really full'
        : 'this process may not mount a file system: a trigger answered SQLSTATE 53100',
    );
    await expectRefusal(experiment, client);
    await pause(FULL_MS);
    const live = await client.get('/health/live');
    findings.expect('P14', live.status === 200, 'the liveness probe fails with a full disk');
    await expectRefusal(experiment, client);
    await makeRoom();
    await expectHealed(experiment, client);
    await workload.awaitTrips(2);
  },
};

/** @returns a function that makes room again */
async function fill(target: Target): Promise<() => Promise<unknown>> {
  const { smallDisk } = target;
  if (smallDisk) {
    smallDisk.fill();
    return () => {
      smallDisk.makeRoom();
      return Promise.resolve();
    };
  }
  await target.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$`);
  for (const table of ['quote', 'outbox', 'account']) {
    await target.query(`CREATE TRIGGER full_disk BEFORE INSERT ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION full_disk()`);
  }
  return () => target.query('DROP FUNCTION full_disk CASCADE');
}

export const fullDiskFaults: Fault[] = [fullDisk];
