import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PinoLogger } from './pino-logger.service.js';

const SECRET = 'q7Zr0n3vX1sT5uW9yB2dF4hJ6kL8mN0pQ3rS5tU7vW9';

let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  Logger.overrideLogger(new PinoLogger('debug', destination));
});

afterEach(() => {
  Logger.overrideLogger(false);
});

const withParameters = () =>
  Object.assign(new Error('could not extend file'), {
    code: '53100',
    parameters: [SECRET],
    headers: { authorization: SECRET },
  });

describe('PinoLogger', () => {
  const logger = new Logger('Tail');

  it('writes the error after a text with its code, and with no other property', () => {
    logger.warn('The tail lost its connection', withParameters());
    expect(lines).toEqual([
      {
        level: 40,
        time: expect.any(Number),
        context: 'Tail',
        err: { type: 'Error', message: 'could not extend file', code: '53100' },
        msg: 'The tail lost its connection',
      },
    ]);
  });

  it('writes an unexpected error with its stack', () => {
    logger.error(withParameters());
    expect(lines).toMatchObject([
      { msg: 'could not extend file', err: { code: '53100', stack: expect.any(String) } },
    ]);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  it('writes an error that comes without a context', () => {
    new PinoLogger('warn', { write: (line) => void lines.push(JSON.parse(line)) }).fatal(
      'The server ends',
      withParameters(),
    );
    expect(lines).toMatchObject([{ msg: 'The server ends', err: { code: '53100' } }]);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  it.each([
    ['an object as the message', [{ token: SECRET }]],
    ['an object after the message', ['A message', { token: SECRET }]],
    ['an array with an error', ['A message', [withParameters()]]],
    ['a header in the text', [`Authorization: Bearer ${SECRET}`]],
    ['a header in a stack', ['A message', `Error: Bearer ${SECRET}\n    at run`]],
  ])('keeps a secret out of a line: %s', (_shape, [message, ...rest]) => {
    logger.error(message, ...rest);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });
});
