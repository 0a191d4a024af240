import { Module } from '@nestjs/common';
import { BusModule } from '#bus';
import { Outbox } from './append/outbox.js';
import { CommittedHistory } from './commit-order/committed-history.js';
import { Epoch } from './read/epoch.js';
import { StreamHistory } from './read/stream-history.js';
import { Relay } from './relay/relay.js';
import { HistoryPartitions } from './retention/history-partitions.js';
import { HistoryTrimmer } from './retention/history-trimmer.js';
import { RetentionJob } from './retention/retention-job.js';
import { OutboxSignal } from './tail/outbox-signal.js';
import { OutboxTail } from './tail/outbox-tail.js';

/** Appending, history, tail and retention. The application must load EventEmitterModule. */
@Module({
  imports: [BusModule],
  providers: [
    Outbox,
    OutboxSignal,
    OutboxTail,
    Relay,
    StreamHistory,
    CommittedHistory,
    Epoch,
    HistoryPartitions,
    HistoryTrimmer,
    RetentionJob,
  ],
  exports: [Outbox, OutboxTail, Relay, StreamHistory, CommittedHistory, Epoch, HistoryPartitions],
})
export class OutboxModule {}
