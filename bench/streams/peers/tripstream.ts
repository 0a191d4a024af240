import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StreamId } from '#contracts';
import { Epoch } from '#outbox';
import { CpuProfile } from '../profile/cpu-profile.js';
import { selfTimes, type SelfTime } from '../profile/self-times.js';
import { benchSettings } from '../tripstream/bench-settings.js';
import { startCaptured } from '../tripstream/capture-application.js';
import { CommittedEvents } from '../tripstream/committed-events.js';
import { QueryCount, type CountedQuery } from '../tripstream/query-count.js';
import { signUpRiders } from '../tripstream/bench-riders.js';
import { requestSharedTrip } from '../tripstream/shared-trip.js';
import { BenchWriters, type WriteLoad, type WriteResult } from '../tripstream/writers.js';
import { servePeer, type PeerCalls } from './peer-process.js';
import type { BenchPeer, StreamAddress } from './peer.js';

/** What only our server can be asked. */
interface OwnCalls {
  /** Real commits, to the streams of the last `addresses`. */
  write(writing: WriteLoad): Promise<WriteResult>;
  /** Addresses of new clients that come back with a cursor, `missed` events behind. */
  lateAddresses(query: { count: number; missed: number }): Promise<StreamAddress[]>;
  startCounting(_: null): void;
  /** The SQL statements since the start. */
  stopCounting(_: null): CountedQuery[];
  startProfile(_: null): Promise<void>;
  /** @param file where the profile goes */
  stopProfile(file: string): Promise<SelfTime[]>;
}

export type TripstreamCalls = PeerCalls & OwnCalls;

const MOST_FUNCTIONS = 25;

// Always the same one: two at a time would measure each other, and are refused. What root
// keeps elsewhere for it (/var/lib/tripstream) goes with the next run.
const dataDir = path.join(tmpdir(), 'tripstream-bench');
const captured = await startCaptured(benchSettings(dataDir));
const events = new CommittedEvents(captured);
const writers = new BenchWriters(captured);
const profile = new CpuProfile();
const queries = new QueryCount();
let streams: StreamId[] = [];
let shared: StreamId | undefined;

const newRiders = async (count: number): Promise<StreamAddress[]> => {
  const riders = await signUpRiders(captured, count);
  streams = riders.map(({ stream }) => stream);
  return riders.map(({ address }) => address);
};

const peer: BenchPeer = {
  port: Number(new URL(captured.server.url).port),
  createAddresses: newRiders,
  createSharedAddresses: async (count) => {
    const trip = await requestSharedTrip(captured.server.url);
    shared = trip.stream;
    await events.adoptHeads([shared]);
    return Array.from({ length: count }, () => trip.address);
  },
  sendToOne: (stream, stamp) => events.emit(streams[stream] as StreamId, stamp),
  sendToAll: () => shared && events.emit(shared),
  close: async () => {
    await captured.server.stop();
    await rm(dataDir, { recursive: true, force: true });
  },
};

const own: OwnCalls = {
  write: (writing) => writers.write(streams, writing),
  lateAddresses: async ({ count, missed }) => {
    const addresses = await newRiders(count);
    await writers.fill(streams, missed + 1);
    const epoch = await captured.app.get(Epoch, { strict: false }).getCurrent();
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
  stopProfile: async (file) => selfTimes(await profile.stop(file), MOST_FUNCTIONS),
};

servePeer(peer, own);
