/**
 * The instrumentation of the Tripstream server: Node loads this module before the server's
 * main module (`--import`), in the same process. The server itself runs as it does in
 * production.
 */
import 'reflect-metadata';
import { rmSync } from 'node:fs';
import type { StreamId } from '#contracts';
import { Epoch } from '#outbox';
import { CpuProfile } from '../../profile/cpu-profile.js';
import { computeSelfTimes, type SelfTime } from '../../profile/self-times.js';
import { signUpRiders } from '../tripstream/bench-riders.js';
import { captureApplication, type CapturedServer } from '../tripstream/capture-application.js';
import { CommittedEvents } from '../tripstream/committed-events.js';
import { QueryCount, type CountedQuery } from '../tripstream/query-count.js';
import { requestSharedTrip } from '../tripstream/shared-trip.js';
import { BenchWriters, type WriteLoad, type WriteResult } from '../tripstream/writers.js';
import { servePeer, type PeerCalls } from './peer-process.js';
import type { BenchPeer, StreamAddress } from './peer.js';

/** The calls that only the Tripstream server answers. */
interface OwnCalls {
  /** Commits events to the streams of the last `addresses`. */
  write(load: WriteLoad): Promise<WriteResult>;
  /** Addresses of new clients that resume with a cursor, `missed` events behind. */
  lateAddresses(query: { count: number; missed: number }): Promise<StreamAddress[]>;
  startCounting(_: null): void;
  /** The SQL statements since `startCounting`. */
  stopCounting(_: null): CountedQuery[];
  startProfile(_: null): Promise<void>;
  /** @param file the path for the profile */
  stopProfile(file: string): Promise<SelfTime[]>;
}

export type TripstreamCalls = PeerCalls & OwnCalls;

const REPORTED_FUNCTIONS = 25;

function serve(captured: CapturedServer): void {
  const { app, port } = captured;
  const url = `http://127.0.0.1:${port}`;
  const events = new CommittedEvents(captured);
  const writers = new BenchWriters(captured);
  const profile = new CpuProfile();
  const queries = new QueryCount();
  let streams: StreamId[] = [];
  let shared: StreamId | undefined;

  const createAddresses = async (count: number): Promise<StreamAddress[]> => {
    const riders = await signUpRiders(captured, count);
    streams = riders.map(({ stream }) => stream);
    return riders.map(({ address }) => address);
  };

  const peer: BenchPeer = {
    port,
    createAddresses,
    createSharedAddresses: async (count) => {
      const trip = await requestSharedTrip(url);
      shared = trip.stream;
      await events.adoptHeads([shared]);
      return Array.from({ length: count }, () => trip.address);
    },
    sendToOne: (stream, stamp) => events.emit(streams[stream] as StreamId, stamp),
    sendToAll: () => shared && events.emit(shared),
    close: stopServer,
  };

  const ownCalls: OwnCalls = {
    write: (load) => writers.write(streams, load),
    lateAddresses: async ({ count, missed }) => {
      const addresses = await createAddresses(count);
      await writers.fill(streams, missed + 1);
      const epoch = await app.get(Epoch, { strict: false }).getCurrent();
      return addresses.map(({ path, headers }) => ({
        path,
        headers: { ...headers, 'last-event-id': `${epoch}-1` },
      }));
    },
    startCounting: () => {
      queries.start();
    },
    stopCounting: () => queries.stop(),
    startProfile: () => profile.start(),
    stopProfile: async (file) => computeSelfTimes(await profile.stop(file), REPORTED_FUNCTIONS),
  };

  servePeer(peer, ownCalls);
}

/**
 * Calls the server's own handler of SIGTERM, which stops the streams and Postgres and then
 * ends the process. The promise stays pending until then.
 */
function stopServer(): Promise<void> {
  const dataDir = process.env['DATA_DIR'];
  process.once('exit', () => {
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  });
  process.emit('SIGTERM', 'SIGTERM');
  return new Promise(() => undefined);
}

// Awaiting here would keep Node from loading the server.
void captureApplication().then(serve);
