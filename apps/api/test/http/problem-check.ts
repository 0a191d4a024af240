import { expect } from '@jest/globals';
import { problemSchema } from '#contracts';
import { type Answer } from '#api-harness';

/** Expects a complete problem document (RFC 9457) that reveals no stack trace. */
export function expectProblem(answer: Answer<unknown>, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.parse(answer.body);
  expect(problem.type).toBe(`/errors#${code.toLowerCase().replaceAll('_', '-')}`);
  expect(problem.instance).not.toContain('?');
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.[jt]s:\d|"stack"|\\n\s+at /);
  if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  if (status === 429 || status === 503) {
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
}
