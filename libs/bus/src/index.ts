export { Bus, BusError, type BusBreak, type BusSubscription } from './bus.js';
export { decodeBeat, encodeBeat, type Beat } from './beat.js';
export { LocalBus } from './local/local-bus.js';
export { BusModule } from './bus.module.js';
export { BusQuestions } from './question/bus-questions.js';
export { answerQuestions } from './question/answer-questions.js';
export { Fence } from './fence.js';
export { BusSubjects } from './bus-subjects.js';
export { decodeHint, encodeHint, type Hint } from './hint.js';
