export { findNatsServer } from './find-nats-server.js';
export { NatsNodes, type NatsNode, type NatsNodesOptions } from './nats-nodes.js';
