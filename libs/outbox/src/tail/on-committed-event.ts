import { applyDecorators } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { eventTypes, type EventType } from '#contracts';

/**
 * Marks a method as a listener of committed events: all of them, or those named. It is
 * awaited, and its errors reach the tail; Nest's default would swallow them.
 */
export const OnCommittedEvent = (...types: EventType[]): MethodDecorator =>
  applyDecorators(
    ...(types.length > 0 ? types : eventTypes).map((type) =>
      OnEvent(type, { suppressErrors: false }),
    ),
  );
