import { Module } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { Metrics, Settings, SettingsError } from '#platform';
import { Bus } from './bus.js';
import { BusSubjects } from './bus-subjects.js';
import { LocalBus } from './local/local-bus.js';
import { NatsBus } from './nats/nats-bus.js';

/** The bus between processes: NATS with `NATS_URL`, otherwise this process alone. */
@Module({
  providers: [
    { provide: Bus, useFactory: createBus, inject: [Settings, Metrics] },
    {
      provide: BusSubjects,
      useFactory: ({ bus }: Settings) => new BusSubjects(bus.shard),
      inject: [Settings],
    },
  ],
  exports: [Bus, BusSubjects],
})
export class BusModule {}

function createBus({ bus, role }: Settings, metrics: Metrics): Bus {
  const { servers, credentialsFile, shard, shards } = bus;
  if (!servers) return new LocalBus();
  const credentials = credentialsFile === undefined ? undefined : readCredentials(credentialsFile);
  const served = role === 'gateway' ? shards.join(',') : shard;
  const name = `tripstream ${served} ${hostname()} ${process.pid}`;
  const connection = new NatsBus({ servers, name, ...(credentials && { credentials }) }, metrics);
  // Another provider may wait for an answer before the hooks of this one run.
  connection.start();
  return connection;
}

function readCredentials(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new SettingsError(
      `The file of NATS_CREDS_FILE can't be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
