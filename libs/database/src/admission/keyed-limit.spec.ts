import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#platform';
import { KeyedLimit } from './keyed-limit.js';

const refuse = () => new DomainError('TOO_MANY_REQUESTS', 'Later.');
const limitOf = (limits: Partial<ConstructorParameters<typeof KeyedLimit>[0]> = {}) =>
  new KeyedLimit({ running: 1, waiting: 2, waitMs: 60_000, ...limits }, refuse);

/** A task that runs until it is released. */
function aTask() {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const task = {
    hasStarted: false,
    release,
    run: async (): Promise<void> => {
      task.hasStarted = true;
      await released;
    },
  };
  return task;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('KeyedLimit', () => {
  it('runs tasks of one key in their order, and those of other keys beside them', async () => {
    const limit = limitOf();
    const [first, second, other] = [aTask(), aTask(), aTask()];
    const all = [limit.run('a', first.run), limit.run('a', second.run), limit.run('b', other.run)];
    await settle();
    expect([first, second, other].map((task) => task.hasStarted)).toEqual([true, false, true]);
    first.release();
    await settle();
    expect(second.hasStarted).toBe(true);
    for (const task of [second, other]) task.release();
    await Promise.all(all);
    expect(limit.size).toBe(0);
  });

  it('refuses a task at once when as many as allowed wait', async () => {
    const limit = limitOf();
    const tasks = [aTask(), aTask(), aTask()];
    const all = tasks.map((task) => limit.run('a', task.run));
    await expect(limit.run('a', aTask().run)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    for (const task of tasks) task.release();
    await Promise.all(all);
  });

  it('refuses a task that has waited too long, and never runs it', async () => {
    const limit = limitOf({ waitMs: 5 });
    const [first, late] = [aTask(), aTask()];
    const running = limit.run('a', first.run);
    await expect(limit.run('a', late.run)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    first.release();
    await running;
    expect(late.hasStarted).toBe(false);
    expect(limit.size).toBe(0);
  });

  it('passes the place of a failed task on', async () => {
    const limit = limitOf();
    const failing = limit.run('a', () => Promise.reject(new Error('failed')));
    const next = limit.run('a', () => Promise.resolve('ran'));
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('ran');
    expect(limit.size).toBe(0);
  });
});
