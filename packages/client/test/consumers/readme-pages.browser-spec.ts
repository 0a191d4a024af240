import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { launchChromium } from '#testing';
import { startTestServer, type TestServer } from '#api-harness';
import { EmptyProject, packClient, type Tarball } from './empty-project.js';
import { filesOf, paste } from './read-examples.js';

const readme = new URL('../../README.md', import.meta.url);
let server: TestServer;
let tarball: Tarball;
let browser: Browser;
const projects: EmptyProject[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  [server, tarball, browser] = await Promise.all([
    startTestServer(),
    packClient(),
    launchChromium(),
  ]);
});
afterAll(async () => {
  for (const child of children) {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await Promise.all(projects.map((project) => project.remove()));
  await Promise.all([server.drop(), tarball.remove(), browser.close()]);
});

/** Starts `npx vite` in the project, and returns the address that it prints. */
async function startVite(project: EmptyProject): Promise<string> {
  const vite = project.path('node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, '--port', '0', '--host', '127.0.0.1'], {
    cwd: project.folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface(child.stdout)) {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error('Vite ended without an address');
}

it.each([
  ['a browser', 'In a browser', ['vite.config.mjs', 'index.html']],
  ['React', 'In React', ['index.html', 'main.jsx']],
])('the page for %s shows a whole ride, as it is pasted', async (_for, heading, names) => {
  const project = await EmptyProject.create(tarball, {});
  projects.push(project);
  await project.link('vite', 'react', 'react-dom', 'scheduler');
  const pages = await filesOf(readme, 'In a browser');
  const files = await filesOf(readme, heading);
  expect([...files.keys()].sort()).toEqual([...names].sort());
  await paste(project, new Map([...pages, ...files]), server);

  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(await startVite(project));
  await page.getByText('Connection: live').waitFor();
  await page.getByRole('button', { name: 'Request a ride' }).click();
  for (const status of ['driver_assigned', 'in_progress', 'completed']) {
    await page.getByText(new RegExp(`Trip: (${status}|completed)`)).waitFor();
  }
  expect(errors).toEqual([]);
});
