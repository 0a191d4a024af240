import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '#platform';
import { refTo, schemaComponents } from './json-schemas.js';
import { streamChannels } from './stream-channels.js';
import {
  frameKinds,
  frameSchemas,
  framesOf,
  frameText,
  type FrameKind,
  type StreamName,
} from './stream-frames.js';

type Responses = Record<string, object>;

const HEADERS = {
  'Cache-Control': {
    description: 'No cache keeps a stream, and no proxy changes it',
    schema: { type: 'string' },
    example: 'private, no-cache, no-store, must-revalidate, max-age=0, no-transform',
  },
  'X-Accel-Buffering': {
    description: 'Tells nginx to hand each frame on at once',
    schema: { type: 'string', const: 'no' },
  },
};

const REFUSALS: Record<string, string> = {
  401: 'No token, or one that is not good (any more)',
  403: 'A token of another role',
  404: 'There is no such trip, or it is not yours',
  406: 'The `Accept` header excludes what a stream can be read as',
};

/**
 * Adds to the document what the decorators of an `@Sse()` route can't express: the responses by
 * status, and the frames of the stream with schemas from the event map. OpenAPI 3.1 can't
 * describe a sequence of events (`itemSchema` belongs to 3.2, which few tools read), so the
 * body is described as text, and `x-frames` lists the frames.
 */
export function describeStreams(document: OpenAPIObject): OpenAPIObject {
  for (const name of Object.keys(streamChannels) as StreamName[]) {
    const operation = document.paths[streamChannels[name].address]?.get;
    if (!operation) continue;
    const given = operation.responses as Responses;
    operation.responses = { ...given, ...answersOf(name, given) } as never;
  }
  const { schemas } = (document.components ??= {});
  // A schema that a route has registered already is kept.
  const named = { ...schemaComponents(frameSchemas, 'draft-2020-12'), ...schemas };
  document.components.schemas = { ...named, StreamEvent: anyEvent() };
  return document;
}

/** Any durable event. Generated code finds the type of an event by the discriminator. */
function anyEvent(): object {
  const events = frameKinds.filter(({ durable }) => durable);
  const references = events.map(({ event, schemaName }) => [event, refTo(schemaName)] as const);
  return {
    description: 'A durable event, as `data` of its frame and of its item in a poll.',
    oneOf: references.map(([, reference]) => reference),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(references.map(([event, { $ref }]) => [event, $ref])),
    },
  };
}

function answersOf(name: StreamName, given: Responses): Responses {
  const ok = given['200'] as { content?: object } | undefined;
  const { content: problem } = (given['default'] ?? {}) as { content?: object };
  const isTrip = name === 'trip';
  const refusals = Object.keys(REFUSALS).filter((status) => isTrip || status !== '404');
  return {
    200: {
      description: 'The stream. It ends with `stream.closing`, or the connection is lost.',
      headers: HEADERS,
      content: { ...ok?.content, 'text/event-stream': body(framesOf(name)) },
    },
    ...(isTrip && { 204: { description: 'The trip has ended, and nothing will ever follow' } }),
    ...Object.fromEntries(
      refusals.map((status) => [
        status,
        {
          description: REFUSALS[status] ?? '',
          content: problem ?? { [PROBLEM_MEDIA_TYPE]: { schema: refTo('Problem') } },
        },
      ]),
    ),
  };
}

const body = (frames: FrameKind[]) => ({
  schema: { type: 'string', contentMediaType: 'text/event-stream' },
  examples: Object.fromEntries(
    frames.map((frame) => [frame.schemaName, { summary: frame.summary, value: frameText(frame) }]),
  ),
  'x-frames': frames.map(({ event, schemaName, durable, retry }) => ({
    event,
    durable,
    retry,
    data: refTo(schemaName),
  })),
});
