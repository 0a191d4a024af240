/** What a child answers: one argument, one answer. */
export type CallsOf<C> = { [K in keyof C]: (argument: never) => unknown };

export type ArgumentOf<C, K extends keyof C> = C[K] extends (argument: infer A) => unknown
  ? A
  : never;

export type AnswerOf<C, K extends keyof C> = C[K] extends (argument: never) => infer R
  ? Awaited<R>
  : never;

export interface CallMessage {
  call: number;
  name: string;
  argument: unknown;
}

/** What a child says: an answer, that it is ready, or how many events have arrived. */
export type ChildMessage =
  | { ready: true }
  | { call: number; answer: unknown }
  | { call: number; error: string }
  | { arrived: number };
