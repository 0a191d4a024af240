import assert from 'node:assert/strict';
import { request } from 'node:http';
import { until } from '../../runner/until.js';

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const hasty = await lesson.start({ env: { HOLD_MS: '300' } });
  const server = await lesson.start({ env: { HOLD_MS: '5000' } });
  const poll = async (after) => (await fetch(`${server.url}/events?after=${after}`)).json();
  const arrive = (url = server.url) => fetch(`${url}/arrive`, { method: 'POST' });
  const waiting = async () => Number(await (await fetch(`${server.url}/waiting`)).text());
  const isHeld = (count) =>
    until(`${count} requests wait`, async () => (await waiting()) === count);

  await lesson.claim('A request without news is held, and ends with an empty list', async () => {
    const answer = await fetch(`${hasty.url}/events?after=0`);
    assert.deepEqual(await answer.json(), [], 'A held request has to end with [] after HOLD_MS.');
  });

  await lesson.claim('An event answers the request that waits for it', async () => {
    const [[first]] = await Promise.all([poll(0), isHeld(1).then(() => arrive())]);
    assert.equal(first?.id, 1, 'The held request has to be answered with event 1.');
  });

  await lesson.claim('An event between two requests is not lost', async () => {
    const [next] = await poll(1);
    assert.equal(
      next?.id,
      2,
      'The client has event 1 and asked for what comes after it. Event 2 was published while no ' +
        'request waited, and the client did not get it. Keep the events in a list, and answer at ' +
        'once in poll() when the list has some with id > after.',
    );
  });

  await lesson.claim('A client gets each event after its last one, and no other', async () => {
    await arrive(hasty.url);
    const answer = await fetch(`${hasty.url}/events?after=1`);
    const ids = (await answer.json()).map(({ id }) => id);
    assert.deepEqual(ids, [2], `Events 1 and 2 exist, and after=1 brought [${ids}] and not [2].`);
  });

  await lesson.claim('A client that is gone is not kept in the list', async () => {
    const held = request(`${server.url}/events?after=2`, { agent: false });
    held.on('error', () => {}).end();
    await isHeld(1);
    held.destroy();
    await isHeld(0);
  });
}
