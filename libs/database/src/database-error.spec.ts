import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#platform';
import { isConnectionLost, isRetryable, toDomainError } from './database-error.js';

const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });

describe('a connection is lost', () => {
  it.each([
    ['the server was shut down', failure('terminating connection', '57P01')],
    ['it has no room', failure('sorry, too many clients already', '53300')],
    ['nobody listens', failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED')],
    ['nobody listens at any of its addresses', failure('', 'ECONNREFUSED')],
    ['it was cut while we wrote', failure('write EPIPE', 'EPIPE')],
    ['it was cut while we read', failure('read ECONNRESET', 'ECONNRESET')],
    ['the error came from another realm', { message: 'read ECONNRESET', code: 'ECONNRESET' }],
    ['it never answers', failure('Query read timeout')],
    ['TypeORM noticed first', failure('Query runner already released.')],
  ])('when %s', (_when, error) => {
    expect(isConnectionLost(error)).toBe(true);
    expect(toDomainError(error, false)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(toDomainError(error, true)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['text', 'ouch'],
    ['a bug', new TypeError('x is not a function')],
    ['a broken constraint', failure('duplicate key', '23505')],
    ['a wrong statement', failure('syntax error', '42601')],
  ])('not by %s, which stays what it is', (_what, error) => {
    expect(isConnectionLost(error)).toBe(false);
    expect(toDomainError(error, true)).toBe(error);
  });
});

it.each(['40001', '40P01'])('after %s the transaction may run again', (code) => {
  expect(isRetryable(failure('again', code))).toBe(true);
});

it.each(['40001', '40P01', '55P03', '57014'])('%s is told as a busy database', (code) => {
  expect(toDomainError(failure('busy', code), false)).toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
  });
});

it('a domain error stays what it is', () => {
  const error = new DomainError('NOT_FOUND', 'read ECONNRESET');
  expect(toDomainError(error, false)).toBe(error);
});
