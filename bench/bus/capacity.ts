/** What one unit of work costs, as `npm run bench:bus` measures it. */
export interface UnitCosts {
  /** CPU of the process that relays, for each event, its own tail included. */
  relayEventMicros: number;
  /** CPU of one nats-server, for each hint that one gateway gets. */
  natsHintMicros: number;
  /** CPU of a gateway, from the hint to the socket. */
  gatewayHintMicros: number;
  /** Resident memory of a gateway, for each open stream. */
  gatewayStreamBytes: number;
  /** Resident memory of one nats-server, for the subscriptions of each stream. */
  natsStreamBytes: number;
  openingGatewayMicros: number;
  openingApiMicros: number;
  openingPostgresMicros: number;
  /** CPU of Postgres for the commit of one event, the reads of tail and relay included. */
  commitPostgresMicros: number;
  /** CPU of the process that commits one event. */
  commitApiMicros: number;
}

/** A system that is to be carried. */
export interface CapacityTarget {
  /** Streams that are open at the same time. */
  streams: number;
  /** Events that reach clients, a second. */
  messages: number;
}

export interface CapacityRow {
  part: string;
  /** Processes, or databases. */
  count: number;
  /** Cores that all of them use together. */
  cores: number;
  /** Memory of all of them together. */
  gigabytes: number;
  /** The rule that decides on the count. */
  by: string;
}

/** `STREAMS_PER_PROCESS`. */
const STREAMS_PER_GATEWAY = 20_000;
/** Readers of an event: the rider, the driver, and a viewer of the trip. */
const RECEIVERS = 3;
/** `STREAM_MAX_AGE_SECONDS`: each stream is opened again this often. */
const MAX_AGE_SECONDS = 3_600;
/** Share of a core that a process may use in the long run. */
const BUSY_SHARE = 0.6;
/** Cores of Postgres for each shard. */
const CORES_PER_SHARD = 4;
const NATS_NODES = 3;
const GATEWAY_BASE_BYTES = 120e6;
const GIGABYTE = 1e9;
const MICROS = 1e6;

/**
 * Works out what a system needs. It counts work and memory, not reserves: a second machine for each
 * part that must survive one, and the gateways that are away during a rolling restart, come on top.
 */
export function capacityOf(costs: UnitCosts, target: CapacityTarget): CapacityRow[] {
  const { streams, messages } = target;
  const commits = messages / RECEIVERS;
  const openings = streams / MAX_AGE_SECONDS;
  const cores = (micros: number, perSecond: number): number => (micros * perSecond) / MICROS;
  const gatewayCores =
    cores(costs.gatewayHintMicros, messages) + cores(costs.openingGatewayMicros, openings);
  const gateways = Math.ceil(Math.max(streams / STREAMS_PER_GATEWAY, gatewayCores / BUSY_SHARE));
  const postgresCores =
    cores(costs.commitPostgresMicros, commits) + cores(costs.openingPostgresMicros, openings);
  const shards = Math.ceil(postgresCores / (CORES_PER_SHARD * BUSY_SHARE));
  const apiCores = cores(costs.commitApiMicros, commits) + cores(costs.openingApiMicros, openings);
  return [
    {
      part: 'gateways',
      count: gateways,
      cores: gatewayCores,
      gigabytes: (streams * costs.gatewayStreamBytes + gateways * GATEWAY_BASE_BYTES) / GIGABYTE,
      by: `${STREAMS_PER_GATEWAY.toLocaleString('en')} streams each, at most ${BUSY_SHARE * 100} % of a core`,
    },
    {
      part: 'nodes of NATS',
      count: NATS_NODES,
      cores: cores(costs.natsHintMicros, messages),
      // Every node knows the subscriptions of all of them.
      gigabytes: (NATS_NODES * streams * costs.natsStreamBytes) / GIGABYTE,
      by: 'a cluster of three',
    },
    {
      part: 'shards, each a Postgres',
      count: shards,
      cores: postgresCores,
      gigabytes: 0,
      by: `${CORES_PER_SHARD} cores each, at most ${BUSY_SHARE * 100} % busy; ${RECEIVERS} readers of an event`,
    },
    {
      part: 'relays',
      count: shards,
      cores: cores(costs.relayEventMicros, commits),
      gigabytes: 0,
      by: 'one for each shard, in a process with the database',
    },
    {
      part: 'processes with the database',
      count: Math.max(2 * shards, Math.ceil(apiCores / BUSY_SHARE)),
      cores: apiCores,
      gigabytes: 0,
      by: 'two for each shard, at most 60 % of a core; without the work of the commands themselves',
    },
  ];
}
