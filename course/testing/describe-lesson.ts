import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chapter, firstMissingLine } from './chapter.js';
import { isInstalled, LessonSession } from './lesson-session.js';

const LESSONS = join(import.meta.dirname, '../lessons');

interface LessonDescription {
  title: string;
  needs?: string[];
  companions?: string[];
}

/** Tests a lesson as its learner works through it: chapter, broken server, solution. */
export async function describeLesson(number: number): Promise<void> {
  const prefix = `${String(number).padStart(2, '0')}-`;
  const name = readdirSync(LESSONS).find((folder) => folder.startsWith(prefix)) ?? '';
  const { needs = [], companions = [] } = await readDescription(name);
  const servers = 1 + companions.filter((program) => program === 'server.js').length;
  const missing = needs.filter((program) => program !== 'postgres' && !isInstalled(program));
  const createSession = () => new LessonSession(number, needs, servers);
  if (missing.length === 0) testLesson(new Chapter(name), createSession);
  else it.skip(`lesson ${number} runs (left out: no ${missing.join(', no ')})`, () => {});
}

function testLesson(chapter: Chapter, createSession: () => LessonSession): void {
  describe(`lesson ${Number(chapter.name.slice(0, 2))}`, () => {
    let session: LessonSession;
    beforeAll(() => {
      session = createSession();
    });
    afterAll(() => session.close());

    it('the checker refuses the broken server', async () => {
      const { status, output } = await session.run('--check');
      expect(output).toContain('still wrong');
      expect(output).not.toContain('The checker gets to its end');
      expect(status).toBe(1);
    });

    it('the checker accepts the solution', async () => {
      const { status, output } = await session.run('--check', '--solution');
      expect(output).toContain('All of it is right.');
      expect(status).toBe(0);
    });

    for (const file of mendsOf(chapter.name)) {
      it(`the checker says what the mend ${file} lacks`, async () => {
        const code = readFileSync(join(LESSONS, chapter.name, 'mends', file), 'utf8');
        const expected = [...code.matchAll(/^\/\/ (✘ .*)$/gm)].map(([, line]) => line);
        session.saveServer(chapter.name, code);
        const { output } = await session.run('--check');
        await session.run('--reset');
        expect(output.match(/^✘ .*$/gm)).toEqual(expected);
      });
    }

    it('the commands of the chapter print what it shows', async () => {
      await session.openWindow();
      await runCommands(session, chapter, { isForMended: false });
      if (!chapter.commands.some(({ isForMended }) => isForMended)) return;
      await session.mend(chapter.name);
      await runCommands(session, chapter, { isForMended: true });
    });
  });
}

async function runCommands(
  session: LessonSession,
  chapter: Chapter,
  { isForMended }: { isForMended: boolean },
): Promise<void> {
  for (const { command, output, ...fence } of chapter.commands) {
    if (fence.isForMended !== isForMended) continue;
    if (fence.startsAfresh) await session.openWindow();
    // The first window runs it already.
    const isStart = command.trim() === `npm run lesson ${session.number}`;
    const printed = isStart ? session.output : await session.runCommand(command);
    const missing = firstMissingLine(printed, output);
    expect({ command, missing, printed: missing && printed }).toEqual({ command });
  }
}

/** Mends that are not enough. The comment at their beginning says what the checker finds. */
function mendsOf(name: string): string[] {
  const folder = join(LESSONS, name, 'mends');
  return existsSync(folder) ? readdirSync(folder) : [];
}

async function readDescription(name: string): Promise<LessonDescription> {
  const { default: lesson } = (await import(join(LESSONS, name, 'lesson.js'))) as {
    default: LessonDescription;
  };
  return lesson;
}
