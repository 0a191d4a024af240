export { Bus, BusError, type BusBreak, type BusSubscription } from './bus.js';
export { BusModule } from './bus.module.js';
export { BusSubjects } from './bus-subjects.js';
export { Fence } from './fence.js';
export { MAX_ANSWER_BYTES } from './nats/nats-bus.js';
