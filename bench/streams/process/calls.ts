/** The calls that a child answers; each has one argument and one answer. */
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

/** A message of a child: an answer, its readiness, or the number of events that have arrived. */
export type ChildMessage =
  | { ready: true }
  | { call: number; answer: unknown }
  | { call: number; error: string }
  | { arrived: number };
