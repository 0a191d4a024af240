import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { pollAnswerSchema } from '#contracts';
import { MAX_PADDING_BYTES } from '../frame/frame.js';

/** Documents the parameter `padding`. */
export const ApiPadding = () =>
  ApiQuery({
    name: 'padding',
    required: false,
    description: 'SSE: a comment of so many bytes follows `stream.opened`, for proxies that buffer',
    schema: { type: 'integer', minimum: 0, maximum: MAX_PADDING_BYTES, default: 0 },
  });

/**
 * Documents the parameters and responses of a stream in both formats: one address has one entry.
 */
export const ApiStreamResponses = () =>
  applyDecorators(
    ApiProduces('text/event-stream', 'application/json'),
    ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resume after it; wins' }),
    ApiQuery({ name: 'cursor', required: false, description: 'Resume after it' }),
    ApiQuery({ name: 'names', required: false, description: 'SSE: `off` leaves `event:` out' }),
    ApiPadding(),
    ApiQuery({
      name: 'waitSeconds',
      required: false,
      description: 'JSON: wait so long for the first event; 0 answers at once',
      schema: { type: 'number', minimum: 0, maximum: 30, default: 0 },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'JSON: most events in one answer',
      schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
    }),
    ApiResponse({
      status: 200,
      description: 'An event stream, or with `Accept: application/json` the answer to a poll',
      standardSchema: pollAnswerSchema,
    }),
    ApiResponse({
      status: 101,
      description: 'With `Upgrade: websocket` and the subprotocol `tripstream.v1`: a WebSocket',
    }),
    ApiResponse({ status: 204, description: 'Nothing will ever follow this cursor' }),
  );
