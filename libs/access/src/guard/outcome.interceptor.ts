import {
  Injectable,
  UseInterceptors,
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';
import { CommandOutcome } from '#database';

/** Returns the body of a command's outcome, and sets a header if it is a stored answer. */
@Injectable()
class OutcomeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context
      .switchToHttp()
      .getResponse<{ header(name: string, value: string): unknown }>();
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!(answer instanceof CommandOutcome)) return answer;
        if (answer.replayed) reply.header('Idempotent-Replayed', 'true');
        return answer.body as unknown;
      }),
    );
  }
}

/**
 * Marks routes that answer with a `CommandOutcome` and support an `Idempotency-Key`. The
 * interceptor is not global: with one, Nest runs an `@Sse()` handler only after the stream has
 * begun, when it is too late for a 404.
 */
export const AnswersCommands = () =>
  applyDecorators(
    UseInterceptors(OutcomeInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Same key and body: the same answer again, one effect. Kept for 24 hours.',
    }),
  );
