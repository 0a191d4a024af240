/** A part of a stream: text or bytes, sent as one chunk, after a pause if it has one. */
export interface StreamPart {
  text?: string;
  base64?: string;
  /** How often the part is repeated, without a pause. Default 1. */
  repeat?: number;
  /** The number of bytes of each chunk. Default: all. */
  slice?: number;
  /** The pause before the part, in milliseconds. */
  pauseMs?: number;
}

export interface ParsingCase {
  name: string;
  title: string;
  stream: StreamPart[];
  expected: {
    events: { event: string; data: string | StreamPart[]; id: string }[];
    retries: number[];
  };
}

/** A range of milliseconds. */
export interface Range {
  min: number;
  max?: number;
}

export interface CaseRequest {
  accept: string;
  cursor: string | null;
  newToken?: true;
  waitMs?: Range;
}

export interface CaseResponse {
  status?: number;
  headers?: Record<string, string>;
  body?: StreamPart[];
  end?: 'complete' | 'cut' | 'open';
  /** The time before the head of the response, in milliseconds. */
  delayMs?: number;
  silenceMs?: Range;
  silent?: true;
  hangUp?: true;
}

export type DeliveredMessage =
  | { kind: 'snapshot'; cursor: string; data: unknown }
  | { kind: 'event'; cursor: string; data: unknown }
  | { kind: 'ephemeral'; type: string; data: unknown };

export interface CaseEnd {
  state: 'ended' | 'refused';
  status?: number;
  reason?: string;
}

export interface StreamCase {
  name: string;
  title: string;
  needs?: string[];
  client: { path: string; tokens: (string | null)[]; cursor?: string; renewable?: boolean };
  exchanges: { request: CaseRequest; response: CaseResponse }[];
  expected: { delivered: object[]; end: CaseEnd };
}

export interface SeenRequest {
  accept?: string;
  authorization?: string;
  lastEventId?: string;
  cursorParameter?: string;
  waitMs?: number;
  silenceMs?: number;
}

export interface Observed {
  requests: SeenRequest[];
  delivered: DeliveredMessage[];
  end: CaseEnd | undefined;
  waitsMs?: number[];
}

export function readParsingCases(): ParsingCase[];
export function readStreamCases(): StreamCase[];
export function bytesOf(part: StreamPart): Buffer;
export function chunksOf(part: StreamPart): Buffer[];
export function judge(testCase: StreamCase, observed: Observed): string[];
export function startReferee(port?: number): Promise<{ url: string; close: () => Promise<void> }>;
