/** Publishes hints straight to NATS, as many as it takes, in the place of a relay. */
import { BusSubjects, encodeHint } from '#bus';
import { connect } from '@nats-io/transport-node';
import type { StreamId } from '#contracts';
import { SAMPLE_ID, SAMPLE_TYPE, sampleJson } from '../../streams/event/sample-event.js';
import { serveCalls } from '../../streams/process/serve-calls.js';

export interface PublisherCalls {
  /** @returns the number of hints that were published */
  publish(plan: PublishPlan): Promise<number>;
}

export interface PublishPlan {
  url: string;
  shard: string;
  streams: StreamId[];
  /** The number of the first event of each stream. */
  firstSeq: number;
  /** Events of each stream. */
  rounds: number;
}

/** Hints between two flushes, as in a batch of a relay. */
const BATCH = 500;

serveCalls<PublisherCalls>({
  publish: async ({ url, shard, streams, firstSeq, rounds }) => {
    const connection = await connect({ servers: [url] });
    const subjects = new BusSubjects(shard);
    let published = 0;
    for (let seq = firstSeq; seq < firstSeq + rounds; seq += 1) {
      for (const stream of streams) {
        const hint = { seq, id: SAMPLE_ID, type: SAMPLE_TYPE, json: sampleJson() };
        connection.publish(subjects.ofStream(stream), encodeHint(hint));
        published += 1;
        if (published % BATCH === 0) await connection.flush();
      }
    }
    await connection.drain();
    return published;
  },
});
