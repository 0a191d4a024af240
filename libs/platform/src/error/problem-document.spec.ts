import { describe, expect, it } from '@jest/globals';
import { problemSchema } from '#contracts';
import { DomainError } from './domain-error.js';
import { errorCatalogue, type ErrorCode } from './error-catalogue.js';
import { toProblem } from './problem-document.js';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('toProblem', () => {
  it.each(codes)(
    'the document for %s has every member of RFC 9457, a code and whether to retry',
    (code) => {
      const problem = toProblem(new DomainError(code, 'Do this.'), '/v1/trips');
      expect(problemSchema.parse(problem)).toEqual({
        type: `/errors#${code.toLowerCase().replaceAll('_', '-')}`,
        title: errorCatalogue[code].title,
        status: errorCatalogue[code].status,
        detail: 'Do this.',
        instance: '/v1/trips',
        code,
        retryable: expect.any(Boolean),
      });
    },
  );

  it('marks exactly the errors as retryable where the same request may succeed later', () => {
    const retryable = codes.filter((code) => toProblem(new DomainError(code, ''), '/').retryable);
    expect(retryable.sort()).toEqual([
      'DATABASE_UNAVAILABLE',
      'IDEMPOTENCY_IN_FLIGHT',
      'INTERNAL',
      'NOT_READY',
      'OUTCOME_UNKNOWN',
      'RESOURCE_BUSY',
      'TOO_MANY_REQUESTS',
    ]);
  });

  it('adds the extension members of the error', () => {
    const error = new DomainError('PIN_INCORRECT', 'No.', { attemptsLeft: 4 });
    expect(toProblem(error, '/')).toMatchObject({ attemptsLeft: 4 });
  });

  it('ignores extension members that would replace standard members', () => {
    const error = new DomainError('NOT_FOUND', 'No.', { status: 200, code: 'FINE', stack: 'x' });
    expect(toProblem(error, '/')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('leaves out the stack', () => {
    expect(toProblem(new DomainError('INTERNAL', 'No.'), '/')).not.toHaveProperty('stack');
  });
});

describe('errorCatalogue', () => {
  it.each(codes)('the code %s is in UPPER_SNAKE and has an error status', (code) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(errorCatalogue[code].status).toBeGreaterThanOrEqual(400);
    expect(errorCatalogue[code].status).toBeLessThan(600);
  });
});
