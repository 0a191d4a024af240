import assert from 'node:assert/strict';

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start({ env: { STEP_MS: '0' } });
  const get = (headers = {}) => fetch(`${server.url}/ride`, { headers });
  const next = () => fetch(`${server.url}/next`, { method: 'POST' });

  await lesson.claim('The ride comes with an entity tag', async () => {
    const response = await get();
    assert.equal(response.status, 200, `GET /ride answered ${response.status}. It has to be 200.`);
    assert.match(
      response.headers.get('etag') ?? '',
      /^(W\/)?"[^"]*"$/,
      'The answer has no ETag header. Send one that names the version of the ride, in double quotes.',
    );
  });

  await lesson.claim('A ride that has not changed costs 304 and no body', async () => {
    const etag = (await get()).headers.get('etag') ?? '"none"';
    const again = await get({ 'If-None-Match': etag });
    const { length } = await again.text();
    assert.equal(
      again.status,
      304,
      `The client sent If-None-Match: ${etag} and got ${again.status} with ${length} bytes. ` +
        'Compare the header with the tag in sendRide(), and answer 304 when they are equal.',
    );
    assert.equal(
      again.headers.get('etag'),
      etag,
      'The answer 304 has no ETag, or another one. Send the headers of the answer 200 with it.',
    );
  });

  await lesson.claim(
    'A cache asks before it uses the ride, and keeps it for one user',
    async () => {
      const caching = (await get()).headers.get('cache-control') ?? '';
      for (const directive of ['private', 'no-cache']) {
        assert.ok(
          caching.split(/\s*,\s*/).includes(directive),
          `Cache-Control is "${caching}", without ${directive}.`,
        );
      }
    },
  );

  await lesson.claim('A ride that has changed comes as a whole, with a new tag', async () => {
    const before = await get();
    const etag = before.headers.get('etag') ?? '"none"';
    await next();
    const after = await get({ 'If-None-Match': etag });
    assert.equal(after.status, 200, 'The ride changed, and the old tag still got 304.');
    assert.notEqual(after.headers.get('etag') ?? '', etag, 'The ride changed and its tag did not.');
    const { version } = await after.json();
    assert.equal(version, (await before.json()).version + 1, 'The body is not the changed ride.');
  });

  await lesson.claim(
    'Each version has a tag of its own, also when a status comes again',
    async () => {
      const before = await get();
      const { status } = await before.json();
      const etag = before.headers.get('etag') ?? '"none"';
      let after;
      do {
        await next();
        after = await (await get()).json();
      } while (after.status !== status);
      const again = await get({ 'If-None-Match': etag });
      assert.equal(
        again.status,
        200,
        `The ride went through all statuses and is "${status}" again, in version ${after.version}. Its tag of an ` +
          'earlier version still got 304. Make the tag of ride.version.',
      );
    },
  );

  await lesson.claim('Polling misses a status that ends between two polls', async () => {
    const before = await (await get()).json();
    await next();
    await next();
    const after = await (await get()).json();
    assert.equal(
      after.version,
      before.version + 2,
      'GET /ride has to answer with the current ride.',
    );
  });
}
