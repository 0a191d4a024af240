import type { OpenAPIObject } from '@nestjs/swagger';

const EVENT_STREAM = 'text/event-stream';

/**
 * A stream's answer has a schema in JSON; as an event stream it is text. The builder says
 * one schema for all media types of a response.
 */
export function nameStreams(document: OpenAPIObject): OpenAPIObject {
  for (const { get } of Object.values(document.paths)) {
    const answer = get?.responses['200'];
    if (!answer || !('content' in answer) || !answer.content?.[EVENT_STREAM]) continue;
    answer.content[EVENT_STREAM] = { schema: { type: 'string' } };
  }
  return document;
}
