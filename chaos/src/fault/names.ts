import { until, type SseProbe } from '#testing';
import { RawClient } from '../workload/raw-client.js';
import type { Experiment, Fault } from '../run/experiment.js';
import { expectHealed, expectRefusal } from './database.js';

/** What the resolver says: there is no such name; and: it cannot say now. */
const FAILURES = ['ENOTFOUND', 'EAI_AGAIN'] as const;

const nameVanishes: Fault = {
  name: 'name-vanishes',
  description: "the database's name is not found, then the resolver fails, then the name is back",
  target: { preloads: ['chaos/src/preload/name-service.ts'], databaseHost: 'database.test' },
  async inject(experiment) {
    const { target, workload, findings } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    const probe = await client.openStream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    for (const failure of FAILURES) {
      target.server(0).sendMessage(failure);
      target.databaseProxy.reset();
      await expectRefusal(experiment, client);
      await expectRefusedStream(experiment, client);
      target.server(0).sendMessage('returns');
      await expectHealed(experiment, client);
      await workload.awaitTrips(2);
    }
    findings.expect('P14', !isEnded(probe), 'an open stream was closed');
    await probe.close();
  },
};

/** A native EventSource gives up after a status other than 200, so the refusal is a frame. */
async function expectRefusedStream({ findings }: Experiment, client: RawClient): Promise<void> {
  const probe = await client.openStream();
  findings.expect('P14', probe.status === 200, `a stream was answered ${probe.status}`);
  await until('the stream is closed', () => isEnded(probe)).catch(() => undefined);
  const [frame] = probe.frames;
  const isRight = frame?.event === 'stream.closing' && frame.data?.includes('"unavailable"');
  findings.expect('P14', isRight === true, `a stream began with ${frame?.event ?? 'no frame'}`);
  await probe.close();
}

const isEnded = ({ frames }: SseProbe): boolean =>
  frames.some(({ event }) => event === 'stream.closing');

export const nameFaults: Fault[] = [nameVanishes];
