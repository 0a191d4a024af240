/** The fields of a frame, as messages of a WebSocket and answers to polls have them. */
export interface FrameFields {
  id?: string | undefined;
  event?: string | undefined;
  /** Milliseconds. */
  retry?: number | undefined;
  data?: unknown;
  comment?: string | undefined;
}

/** The same frame as an event stream has it (WHATWG HTML, section 9.2.5). */
export function frameText({ comment, event, id, retry, data }: FrameFields): string {
  const lines = [
    comment === undefined ? undefined : `: ${comment}`,
    event === undefined ? undefined : `event: ${event}`,
    id === undefined ? undefined : `id: ${id}`,
    retry === undefined ? undefined : `retry: ${retry}`,
    data === undefined ? undefined : `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.filter((line) => line !== undefined).join('\n')}\n\n`;
}
