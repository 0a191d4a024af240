import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#platform';
import { isConnectionLost, isRetryable, toDomainError } from './database-error.js';

const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });

/** An error as Node makes it: with the system call that failed. */
const systemError = (syscall: string, code: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { syscall, code });

describe('isConnectionLost', () => {
  it.each([
    ['the server was shut down', failure('terminating connection', '57P01')],
    ['the server has too many clients', failure('sorry, too many clients already', '53300')],
    [
      'the server refuses the connection',
      failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
    ],
    ['the server refuses it at each of its addresses', failure('', 'ECONNREFUSED')],
    ['the connection broke during a write', failure('write EPIPE', 'EPIPE')],
    ['the connection broke during a read', failure('read ECONNRESET', 'ECONNRESET')],
    ['the error came from another realm', { message: 'read ECONNRESET', code: 'ECONNRESET' }],
    ['the server doesn’t answer', failure('Query read timeout')],
    ['the name of the host is unknown', systemError('getaddrinfo', 'ENOTFOUND')],
    ['the name server doesn’t answer', systemError('getaddrinfo', 'EAI_AGAIN')],
    ['there is no route to the host', systemError('connect', 'EHOSTUNREACH')],
    ['there is no route to the network', systemError('connect', 'ENETUNREACH')],
    ['the connection was aborted', systemError('read', 'ECONNABORTED')],
    ['Node gives a code that is new', systemError('connect', 'ENEWFANGLED')],
    ['the Unix socket is gone', Object.assign(systemError('connect', 'ENOENT'), { path: '/s' })],
    [
      'each address of the host is out of reach',
      Object.assign(new AggregateError([systemError('connect', 'EHOSTUNREACH')]), {
        code: 'EHOSTUNREACH',
      }),
    ],
    ['the server became a standby', failure('read-only transaction', '25006')],
    [
      'a standby was asked for an unlogged table',
      Object.assign(failure('unlogged relations during recovery', '0A000'), {
        routine: 'get_relation_info',
      }),
    ],
    ['an idle time-out ended the session', failure('idle-session timeout', '57P05')],
    ['the database is being restored', failure('database does not exist', '3D000')],
    ['TypeORM has released the query runner', failure('Query runner already released.')],
  ])('a connection counts as lost when %s', (_when, error) => {
    expect(isConnectionLost(error)).toBe(true);
    expect(toDomainError(error, false)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(toDomainError(error, true)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a text', 'ouch'],
    ['a bug', new TypeError('x is not a function')],
    ['a missing file', Object.assign(systemError('open', 'ENOENT'), { path: '/etc/none' })],
    [
      'a disk of our own that is full',
      Object.assign(systemError('write', 'ENOSPC'), { path: '/x' }),
    ],
    ['a broken constraint', failure('duplicate key', '23505')],
    ['a wrong statement', failure('syntax error', '42601')],
  ])(
    'an error that is %s doesn’t count as a lost connection and is not translated',
    (_what, error) => {
      expect(isConnectionLost(error)).toBe(false);
      expect(toDomainError(error, true)).toBe(error);
    },
  );
});

it.each(['40001', '40P01'])('a transaction that fails with %s may run again', (code) => {
  expect(isRetryable(failure('again', code))).toBe(true);
});

it.each(['40001', '40P01', '55P03', '57014', '53100', '53200', '58030', '42501'])(
  'an error with code %s is translated to DATABASE_UNAVAILABLE',
  (code) => {
    expect(toDomainError(failure('busy', code), false)).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  },
);

it('a domain error is not translated', () => {
  const error = new DomainError('NOT_FOUND', 'read ECONNRESET');
  expect(toDomainError(error, false)).toBe(error);
});
