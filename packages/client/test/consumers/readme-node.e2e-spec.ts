import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '#api-harness';
import { EmptyProject, packClient, type Tarball } from './empty-project.js';
import { filesOf, paste } from './read-examples.js';

const readme = new URL('../../README.md', import.meta.url);
let server: TestServer;
let tarball: Tarball;
let project: EmptyProject;

beforeAll(async () => {
  [server, tarball] = await Promise.all([startTestServer(), packClient()]);
  project = await EmptyProject.create(tarball, {});
});
afterAll(async () => {
  await Promise.all([server.drop(), project.remove(), tarball.remove()]);
});

it('the example for Node prints the events of a whole ride, as it is pasted', async () => {
  const files = await filesOf(readme, 'In Node');
  expect([...files.keys()]).toEqual(['ride.mjs']);
  await paste(project, files, server);
  const { status, stdout, stderr } = await project.run(process.execPath, 'ride.mjs');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const events = stdout.trim().split('\n');
  expect(events[0]).toBe('stream.snapshot');
  expect(events).toEqual(
    expect.arrayContaining(['trip.driver_assigned', 'trip.driver_arrived', 'trip.started']),
  );
  expect(events.at(-1)).toBe('trip.completed');
});
