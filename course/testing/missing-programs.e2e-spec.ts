import { afterAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const mine = mkdtempSync(join(tmpdir(), 'course-'));

afterAll(() => rmSync(mine, { recursive: true, force: true }));

/** Lessons that say what they leave out where a program is not installed. */
const MISSING = [
  { number: 11, program: 'Chromium', environment: { CHROMIUM_PATH: '/not/there' } },
  { number: 12, program: 'nginx', environment: { NGINX: '' } },
];

describe.each(MISSING)('lesson $number without $program', ({ number, program, environment }) => {
  it.each([
    { flags: [], verdict: 'still wrong.' },
    { flags: ['--solution'], verdict: 'All of it is right.' },
  ])(
    `lesson ${number} tells right from wrong without ${program}: $verdict`,
    async ({ flags, verdict }) => {
      const args = ['course/lesson.js', String(number), '--check', ...flags];
      const env = { ...process.env, ...environment, COURSE_MINE: mine };
      const output = await new Promise<string>((resolve) =>
        execFile(process.execPath, args, { cwd: ROOT, env }, (_, stdout) => resolve(stdout)),
      );
      expect(output).toContain(`(left out: ${program} is not installed)`);
      expect(output).toContain(verdict);
    },
  );
});
