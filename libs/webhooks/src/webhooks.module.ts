import { Module } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { AttemptLog } from './delivery/attempt-log.js';
import { DeliveryContext } from './delivery/delivery-context.js';
import { EndpointTest } from './delivery/endpoint-test.js';
import { EventBodies } from './delivery/event-bodies.js';
import { HistoryIntake } from './delivery/history-intake.js';
import { LeaseStore } from './delivery/lease-store.js';
import { ResultStore } from './delivery/result-store.js';
import { ResultWriter } from './delivery/result-writer.js';
import { WebhookDispatcher } from './delivery/webhook-dispatcher.js';
import { WebhookSignal } from './delivery/webhook-signal.js';
import { WindowStore } from './delivery/window-store.js';
import { WorkerRegistry } from './delivery/worker-registry.js';
import { EndpointPauses } from './endpoint/endpoint-pauses.js';
import { EndpointUrlCheck } from './endpoint/endpoint-url-check.js';
import { EndpointRepository } from './endpoint/endpoint.repository.js';
import { EndpointService } from './endpoint/endpoint.service.js';
import { HistoryStart } from './endpoint/history-start.js';
import { WebhookCommandsController } from './http/webhook-commands.controller.js';
import { WebhooksController } from './http/webhooks.controller.js';
import { AddressPolicy } from './request/address-policy.js';
import { WebhookClient } from './request/webhook-client.js';
import { SecretVault } from './secret/secret-vault.js';

/** Webhooks: the endpoints of partners, and the delivery of events to them. */
@Module({
  imports: [OutboxModule],
  controllers: [WebhooksController, WebhookCommandsController],
  providers: [
    AddressPolicy,
    AttemptLog,
    DeliveryContext,
    EndpointPauses,
    EndpointRepository,
    EndpointService,
    EndpointTest,
    EndpointUrlCheck,
    EventBodies,
    HistoryIntake,
    HistoryStart,
    LeaseStore,
    ResultStore,
    ResultWriter,
    SecretVault,
    WebhookClient,
    WebhookDispatcher,
    WebhookSignal,
    WindowStore,
    WorkerRegistry,
  ],
})
export class WebhooksModule {}
