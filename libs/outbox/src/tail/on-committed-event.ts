import { applyDecorators } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { eventTypes, type EventType } from '#contracts';

/**
 * Marks a method as a listener of committed events: of the given types, or of all types. The tail
 * awaits the method and sees its errors, which Nest suppresses by default.
 */
export const OnCommittedEvent = (...types: EventType[]): MethodDecorator =>
  applyDecorators(
    ...(types.length > 0 ? types : eventTypes).map((type) =>
      OnEvent(type, { suppressErrors: false }),
    ),
  );
