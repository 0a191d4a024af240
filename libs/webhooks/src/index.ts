export { WebhooksModule } from './webhooks.module.js';
export { webhookEntities } from './entity/entities.js';
