import { afterEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '#testing';
import { LessonSession } from './testing/lesson-session.js';

const NAME = '01-polling';
const FOLDER = join(import.meta.dirname, 'lessons', NAME);
const broken = readFileSync(join(FOLDER, 'server.js'), 'utf8');
const solution = readFileSync(join(FOLDER, 'solution.js'), 'utf8');
const STATUSES = "['matching', 'driver_assigned', 'driver_arrived', 'in_progress', 'completed']";

describe('npm run lesson', () => {
  let session: LessonSession;
  afterEach(() => session.close());

  const counts = (text: string) => session.output.split(text).length - 1;

  it('starts the server again when the learner saves it', async () => {
    session = new LessonSession(1, []);
    await session.openWindow();
    session.saveServer(NAME, broken.replace(STATUSES, "['mended']"));
    await until('the saved server listens', () => counts('listening on') === 2);
    const status = await session.runCommand('curl -s http://127.0.0.1:4001/ride');
    expect(session.output).toContain('server.js was saved');
    expect(status).toContain('mended');
  });

  it('waits for the next save when the server has a mistake', async () => {
    session = new LessonSession(1, []);
    await session.openWindow();
    session.saveServer(NAME, `${broken}\nconst = ;`);
    await until('the lesson waits for a change', () => counts('Waiting for a change') > 0);
    expect(session.output).toContain('SyntaxError');
    session.saveServer(NAME, broken);
    await until('the corrected server listens', () => counts('listening on') === 2);
  });

  it('starts a server again that was killed, at the same address', async () => {
    session = new LessonSession(1, []);
    await session.openWindow();
    await session.runCommand(`kill -9 $(cat course/mine/${NAME}/server.pid)`);
    await until('the server listens again', () => counts('listening on') === 2);
    const urls = session.output.match(/listening on \S+/g);
    expect(new Set(urls).size).toBe(1);
    expect(session.output).toContain('server.js has ended (SIGKILL)');
  });

  it('writes the copy afresh with --reset, and keeps the old one', async () => {
    session = new LessonSession(1, []);
    session.saveServer(NAME, '// mine');
    const { status } = await session.run('--reset');
    expect(status).toBe(0);
    expect(session.readCopy(`${NAME}/server.js`)).toBe(broken);
    expect(session.readCopy(`${NAME}/server.old.js`)).toBe('// mine');
  });

  it('keeps each changed copy, and no unchanged one, when --reset runs again', async () => {
    session = new LessonSession(1, []);
    for (const text of ['// first', '// second']) {
      session.saveServer(NAME, text);
      await session.run('--reset');
    }
    const { output } = await session.run('--reset');
    expect(session.readCopy(`${NAME}/server.old.js`)).toBe('// first');
    expect(session.readCopy(`${NAME}/server.old2.js`)).toBe('// second');
    expect(output).toContain('is as at the beginning.');
  });

  it('says why the server ended when a handler throws, and tries no later claim', async () => {
    session = new LessonSession(1, []);
    session.saveServer(NAME, broken.replace('return sendRide(', 'return sendTheRide('));
    const { status, output } = await session.run('--check');
    expect(status).toBe(1);
    expect(output).toContain('Your server ended while the checker asked it:');
    expect(output).toContain('ReferenceError: sendTheRide is not defined');
    expect(output.match(/^[✔✘]/gm)).toEqual(['✘']);
  });

  it('says why the server ended when a request that is held fails', async () => {
    session = new LessonSession(2, []);
    const longPolling = readFileSync(join(FOLDER, '../02-long-polling/server.js'), 'utf8');
    session.saveServer('02-long-polling', longPolling.replace('waiting.add(', 'waiting.put('));
    const { output } = await session.run('--check');
    expect(output).toContain('TypeError: waiting.put is not a function');
    expect(output.match(/^[✔✘]/gm)).toEqual(['✘']);
  });

  it('marks a lesson in the list when the copy has passed its check', async () => {
    session = new LessonSession(1, []);
    session.saveServer(NAME, solution);
    const { status } = await session.run('--check');
    const list = await session.runCommand('npm run lesson');
    expect(status).toBe(0);
    expect(list).toMatch(/^✔ +1 /m);
    expect(list).toMatch(/^ +2 /m);
  });

  it('a lesson whose solution was checked is not marked', async () => {
    session = new LessonSession(1, []);
    await session.run('--check', '--solution');
    expect(await session.runCommand('npm run lesson')).toMatch(/^ +1 /m);
  });

  it('refuses a number without a lesson, and prints the commands', async () => {
    session = new LessonSession(99, []);
    const { status, output } = await session.run();
    expect(output).toMatch(/There is no lesson 99: the chapters are 1 to \d+\.\n/);
    expect(output).toContain('npm run lesson 5 -- --check');
    expect(status).toBe(2);
  });

  it('refuses an unknown flag, and prints the commands', async () => {
    session = new LessonSession(1, []);
    const { status, output } = await session.run('--chek');
    expect(output).toContain("Unknown option '--chek'");
    expect(output).toContain('npm run lesson 5 -- --check');
    expect(status).toBe(2);
  });
});
