import type { DomainError } from '#platform';

/** The result of one request, or the error of it, as it travels over the bus. */
export type BusAnswer<Result> =
  { value: Result } | ({ detail: string } & Pick<DomainError, 'code' | 'extension'>);

/** Requests and results are JSON: they consist of texts, numbers, and times as texts. */
export const encodeRequests = (requests: readonly unknown[]): Uint8Array =>
  Buffer.from(JSON.stringify(requests));

export const decodeRequests = <Request>(data: Uint8Array): Request[] =>
  JSON.parse(toBuffer(data).toString()) as Request[];

/**
 * Joins answers, each as JSON, as long as they fit.
 *
 * @returns the first one at least, and only the first ones when all together are too long
 */
export function encodeAnswers(answers: readonly string[], maxBytes: number): Uint8Array {
  const parts: string[] = [];
  let bytes = 2;
  for (const answer of answers) {
    bytes += Buffer.byteLength(answer) + 1;
    if (bytes > maxBytes && parts.length > 0) break;
    parts.push(answer);
  }
  return Buffer.from(`[${parts.join(',')}]`);
}

export const decodeAnswers = <Result>(data: Uint8Array): BusAnswer<Result>[] =>
  JSON.parse(toBuffer(data).toString()) as BusAnswer<Result>[];

const toBuffer = (data: Uint8Array): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);
