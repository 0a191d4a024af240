/** The largest answer that is read: twenty places take about 20 KB. */
export const MAX_ANSWER_BYTES = 262_144;

/** The geocoder answered with another status than 200, or with a body that can't be used. */
export class GeocoderAnswerError extends Error {
  override readonly name = 'GeocoderAnswerError';

  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export interface JsonRequest {
  readonly url: URL;
  readonly userAgent: string;
  readonly timeoutMs: number;
}

/**
 * Gets a JSON document from a server that may answer anything. A redirect is an error: the address
 * that it names was not allowed by the operator.
 *
 * @throws GeocoderAnswerError; TypeError, DOMException TimeoutError of `fetch`
 */
export async function readJson({ url, userAgent, timeoutMs }: JsonRequest): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json', 'user-agent': userAgent },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new GeocoderAnswerError(`It answered ${response.status}.`, response.status);
  }
  const text = await readText(response);
  try {
    return JSON.parse(text);
  } catch {
    throw new GeocoderAnswerError('Its answer is not JSON.', response.status);
  }
}

async function readText({ body, status }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body, and with it the connection.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      throw new GeocoderAnswerError(`Its answer is larger than ${MAX_ANSWER_BYTES} bytes.`, status);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
