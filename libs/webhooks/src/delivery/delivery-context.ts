import { Injectable } from '@nestjs/common';
import { Metrics, Settings } from '#platform';
import { WebhookClient } from '../request/webhook-client.js';
import { EventBodies } from './event-bodies.js';
import { ResultWriter } from './result-writer.js';

/** What the workers of all endpoints share. */
@Injectable()
export class DeliveryContext {
  constructor(
    readonly client: WebhookClient,
    readonly bodies: EventBodies,
    readonly writer: ResultWriter,
    readonly metrics: Metrics,
    readonly settings: Settings,
  ) {}
}
