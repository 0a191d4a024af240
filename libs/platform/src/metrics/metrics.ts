import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { SingleFlight } from '../read/single-flight.js';
import { repositionMetrics } from './reposition-metrics.js';
import { RequestDurations } from './request-durations.js';
import { TimeHistogram } from './time-histogram.js';

/**
 * Milliseconds between two samples of the delay of the event loop, which is the least value that they
 * show. Each sample wakes an idle process.
 */
const EVENT_LOOP_SAMPLE_MS = 20;

/** Upper bounds in seconds, from a millisecond to ten seconds. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/**
 * Upper bounds in seconds. A few trips take microseconds, a rush hour some hundred milliseconds.
 */
const SOLVE_BUCKETS = [0.0001, 0.00025, 0.0005, ...LATENCY_BUCKETS];
/** Upper bounds in trips. */
const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** The connections of the database pool, and the calls that wait for one of them. */
export interface PoolConnections {
  busy: number;
  idle: number;
  waiting: number;
}

/**
 * The metrics of `GET /metrics`, in the Prometheus text format. Every instrument is declared here
 * or in a file that this one calls, so that this file leads to all of them.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requestSeconds = new RequestDurations(
    'tripstream_http_request_seconds',
    'Duration of HTTP requests, streams left out',
    LATENCY_BUCKETS,
  );

  readonly openStreams = new Gauge({
    name: 'tripstream_open_streams',
    help: 'Streams open at this process',
    registers: [this.registry],
  });

  readonly pendingResponses = new Gauge({
    name: 'tripstream_held_responses',
    help: 'Polls that wait and replays, at this process',
    registers: [this.registry],
  });

  /** Bytes of answers that wait for their clients. A plain number, it changes with each answer. */
  readonly pendingAnswers = { bytes: 0 };

  readonly cutRequests = new Counter({
    name: 'tripstream_cut_requests_total',
    help: 'Requests cut off because a client took too long or too much memory',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  /** Durable events sent on connections. Plain numbers, because they change with every event. */
  readonly delivered = { live: 0, replay: 0 };

  /** It has the difference of the two clocks in it, of less than 10 ms with NTP. */
  readonly commitToClientSeconds = new TimeHistogram(
    'tripstream_commit_to_client_seconds',
    'From append (database clock) to the socket of a client (process clock), live events only',
    LATENCY_BUCKETS,
  );

  readonly streamOpens = new Counter({
    name: 'tripstream_stream_opens_total',
    help: 'Streams opened, by the resume decision; mode unavailable for those without an answer',
    labelNames: ['mode', 'reason'],
    registers: [this.registry],
  });

  readonly streamClosings = new Counter({
    name: 'tripstream_stream_closings_total',
    help: 'Streams this process has closed, by reason; those whose client has left are no closings',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  /** Live events by what they were to a reader. Plain numbers, they change with every event. */
  readonly hints = { next: 0, repeated: 0, gap: 0 };

  readonly headsCompared = new Counter({
    name: 'tripstream_heads_compared_total',
    help: 'Streams compared with the history: at a heartbeat, or because hints may be missing',
    labelNames: ['why'],
    registers: [this.registry],
  });

  readonly healedGaps = new Counter({
    name: 'tripstream_healed_gaps_total',
    help: 'Gaps in the live path that were filled from the mailbox',
    registers: [this.registry],
  });

  readonly tailEvents = new Counter({
    name: 'tripstream_tail_events_total',
    help: 'Events the outbox tail has read',
    registers: [this.registry],
  });

  readonly tailLagSeconds = new Histogram({
    name: 'tripstream_tail_lag_seconds',
    help: 'From append (database clock) to the tail (process clock)',
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  });

  readonly trimmedRows = new Counter({
    name: 'tripstream_trimmed_rows_total',
    help: 'Rows of the history this process deleted at the end of their retention',
    labelNames: ['table'],
    registers: [this.registry],
  });

  readonly expiredRows = new Counter({
    name: 'tripstream_expired_rows_total',
    help: 'Rows this process deleted because they had expired; those of the history left out',
    labelNames: ['table'],
    registers: [this.registry],
  });

  readonly oldestEventSeconds = new Gauge({
    name: 'tripstream_oldest_event_seconds',
    help: 'Age of the oldest event of the history, as of the last trimming round',
    registers: [this.registry],
  });

  readonly engineActive = new Gauge({
    name: 'tripstream_engine_active',
    help: '1 while the matching engine of this process is the active one',
    registers: [this.registry],
  });

  readonly matchSeconds = new Histogram({
    name: 'tripstream_match_seconds',
    help: 'Duration of a matching window: candidates, assignment, offers written',
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  });

  readonly matchSolveSeconds = new Histogram({
    name: 'tripstream_match_solve_seconds',
    help: 'Of a matching window with trips: candidates and policy alone, without the database',
    buckets: SOLVE_BUCKETS,
    registers: [this.registry],
  });

  readonly matchBatchSize = new Histogram({
    name: 'tripstream_match_batch_size',
    help: 'Trips without an open offer in a matching window, if there were any',
    buckets: BATCH_BUCKETS,
    registers: [this.registry],
  });

  readonly waitingTrips = new Gauge({
    name: 'tripstream_matching_waiting_trips',
    help: 'Trips without an open offer after the last window of the active engine',
    registers: [this.registry],
  });

  /** Counted in each window: a trip that is left counts again in the next one. */
  readonly matchTrips = new Counter({
    name: 'tripstream_match_trips_total',
    help: 'Trips in matching windows: offered to somebody, or left for the next window',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  /** A steady rate means a defect: the log names the row and the error. */
  readonly isolatedRows = new Counter({
    name: 'tripstream_isolated_rows_total',
    help: 'Rows that were left out because they made the work fail; the others went on',
    labelNames: ['where'],
    registers: [this.registry],
  });

  readonly offers = new Counter({
    name: 'tripstream_offers_total',
    help: 'Offers by what became of them',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly reposition = repositionMetrics(this.registry);

  readonly geocoderRequests = new Counter({
    name: 'tripstream_geocoder_requests_total',
    help: 'Questions to the outside geocoder, by outcome; those not answered or cached fell back',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly webhookAttempts = new Counter({
    name: 'tripstream_webhook_attempts_total',
    help: 'Attempts to deliver an event to an endpoint of a partner, by outcome',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly webhookEndpoints = new Gauge({
    name: 'tripstream_webhook_endpoints',
    help: 'Endpoints to which this process delivers',
    registers: [this.registry],
  });

  /** At most a hundred endpoints are registered, and those of this process have a value. */
  readonly webhookPending = new Gauge({
    name: 'tripstream_webhook_pending_events',
    help: 'Events in the window of an endpoint: taken from the history and not delivered yet',
    labelNames: ['endpoint'],
    registers: [this.registry],
  });

  readonly webhookLagSeconds = new Gauge({
    name: 'tripstream_webhook_lag_seconds',
    help: 'Age of the oldest event that an endpoint has not got; 0 when it has all',
    labelNames: ['endpoint'],
    registers: [this.registry],
  });

  readonly webhookPauses = new Counter({
    name: 'tripstream_webhook_pauses_total',
    help: 'Endpoints this process has paused, by reason; somebody has to resume them',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  /** Reads the connections of the pool at a scrape; a gateway has none. */
  readPool: () => PoolConnections = () => ({ busy: 0, idle: 0, waiting: 0 });

  readonly busConnected = new Gauge({
    name: 'tripstream_bus_connected',
    help: '1 while this process is connected to NATS; 0 also without NATS_URL',
    registers: [this.registry],
  });

  readonly busReconnects = new Counter({
    name: 'tripstream_bus_reconnects_total',
    help: 'Connections to NATS that were made anew',
    registers: [this.registry],
  });

  readonly busSubscriptions = new Gauge({
    name: 'tripstream_bus_subscriptions',
    help: 'Subjects this process has joined at NATS',
    registers: [this.registry],
  });

  /** Bytes of messages, without their headers. Plain numbers, they change with every message. */
  readonly busBytes = { sent: 0, received: 0 };

  readonly relayActive = new Gauge({
    name: 'tripstream_relay_active',
    help: '1 while the relay of this process is the active one of its shard',
    registers: [this.registry],
  });

  readonly relayHints = new Counter({
    name: 'tripstream_relay_published_total',
    help: 'Events the relay has published, once for each stream that carries them',
    registers: [this.registry],
  });

  readonly relayLagSeconds = new Histogram({
    name: 'tripstream_relay_lag_seconds',
    help: 'From append (database clock) to the confirmation of NATS (process clock)',
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  });

  readonly relayRewinds = new Counter({
    name: 'tripstream_relay_rewinds_total',
    help: 'Batches the relay publishes again because NATS did not confirm them',
    registers: [this.registry],
  });

  private readonly rendering = new SingleFlight(async () =>
    Buffer.from(
      this.requestSeconds.render() +
        this.commitToClientSeconds.render() +
        (await this.registry.metrics()),
    ),
  );

  /** The metrics in the Prometheus text format. Concurrent callers share one rendering. */
  render(): Promise<Buffer> {
    return this.rendering.get();
  }

  constructor() {
    this.registerPendingAnswers();
    this.registerPool();
    this.registerPlainCounter(this.delivered, {
      name: 'tripstream_delivered_events_total',
      help: 'Durable events handed to connections',
      label: 'path',
    });
    this.registerPlainCounter(this.hints, {
      name: 'tripstream_bus_hints_total',
      help: 'Live events by what they were to a reader; a gap is read from the mailbox',
      label: 'what',
    });
    this.registerPlainCounter(this.busBytes, {
      name: 'tripstream_bus_bytes_total',
      help: 'Bytes of messages over NATS, without headers',
      label: 'direction',
    });
    collectDefaultMetrics({
      register: this.registry,
      eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS,
    });
  }

  /** Registers a gauge that takes its value from `pendingAnswers` at each scrape. */
  private registerPendingAnswers(): void {
    const { pendingAnswers, registry } = this;
    new Gauge({
      name: 'tripstream_pending_answer_bytes',
      help: 'Bytes of answers that wait for their clients at this process, streams left out',
      registers: [registry],
      collect() {
        this.set(pendingAnswers.bytes);
      },
    });
  }

  /** Registers a gauge that takes its values from `readPool` at each scrape. */
  private registerPool(): void {
    const read = (): PoolConnections => this.readPool();
    new Gauge({
      name: 'tripstream_database_pool',
      help: 'Connections of the pool that are busy or idle, and calls that wait for one',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        for (const [state, count] of Object.entries<number>({ ...read() }))
          this.set({ state }, count);
      },
    });
  }

  /** Registers a counter that takes its values from plain numbers at each scrape. */
  private registerPlainCounter(
    counts: Readonly<Record<string, number>>,
    { name, help, label }: { name: string; help: string; label: string },
  ): void {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(counts)) this.inc({ [label]: value }, count);
      },
    });
  }
}
