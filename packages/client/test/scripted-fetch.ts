/** One request that the client sent, and the control of its answer. */
export interface Sent {
  url: string;
  headers: Headers;
  /** Sends text on the event stream that answers the request. */
  send: (text: string) => void;
  /** Ends the body of the answer. */
  hangUp: () => void;
}

type Answer = (sent: Sent) => Response | Promise<Response>;

const encoder = new TextEncoder();

export const frame = (type: string, id: string, data: unknown): string =>
  `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

export const opened = (mode: 'fresh' | 'resumed' | 'reset', from: string, head: string): string =>
  `retry: 100\n${frame('stream.opened', from, {
    stream: 'rider/r',
    mode,
    from,
    head,
    heartbeatSeconds: 5,
    serverTime: new Date().toISOString(),
  })}`;

export const event = (cursor: string): string =>
  frame('trip.requested', cursor, { specversion: '1.0', type: 'trip.requested', id: cursor });

export const fresh = (cursor: string): string =>
  opened('fresh', 'e-0', cursor) + frame('stream.snapshot', cursor, { trip: null });

/** A `fetch` that gives the n-th request the n-th answer, and later requests the last one. */
export function scripted(...answers: Answer[]): { fetch: typeof fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  const fakeFetch = async (url: string, init: RequestInit): Promise<Response> => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    const request = { url, headers: new Headers(init.headers), send: none, hangUp: none };
    sent.push(request);
    const aborted = new Promise<never>((_resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
    return Promise.race([answer?.(request) ?? new Response(null, { status: 204 }), aborted]);
  };
  return { fetch: fakeFetch as typeof fetch, sent };
}

const none = (): void => undefined;

/** An event stream that begins with the text and stays open. */
export const streaming =
  (text: string): Answer =>
  (sent) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        sent.send = (more) => controller.enqueue(encoder.encode(more));
        sent.hangUp = () => {
          sent.hangUp = none;
          controller.close();
        };
        if (text !== '') sent.send(text);
      },
      // The client has cancelled the body.
      cancel: () => {
        sent.hangUp = none;
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };

export const polled = (cursor: string, ids: string[] = [], snapshot?: object): Answer => {
  const data = { specversion: '1.0', type: 'trip.requested' };
  const events = ids.map((id) => ({ id, event: 'trip.requested', data: { ...data, id } }));
  const mode = snapshot ? 'fresh' : 'resumed';
  return () => Response.json({ mode, events, cursor, ...(snapshot && { snapshot }) });
};

export const refused =
  (status: number): Answer =>
  () =>
    Response.json({ code: 'X', detail: '', retryable: false }, { status });

/** A request that never gets an answer, not even headers. */
export const silent: Answer = () => new Promise<Response>(none);

export const unreachable: Answer = () => Promise.reject(new TypeError('fetch failed'));
