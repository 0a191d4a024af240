import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { startTestServer, type TestServer } from '#api-harness';
import { filesOf } from './read-examples.js';
import { resolveWithMetro } from './resolve-with-metro.js';
import { EmptyProject, packClient, type Outcome, type Tarball } from './empty-project.js';

const readme = new URL('../../README.md', import.meta.url);
let server: TestServer;
let tarball: Tarball;
const projects: EmptyProject[] = [];

beforeAll(async () => {
  [server, tarball] = await Promise.all([startTestServer(), packClient()]);
});
afterAll(async () => {
  await Promise.all(projects.map((project) => project.remove()));
  await Promise.all([server.drop(), tarball.remove()]);
});

async function emptyProject(manifest?: object): Promise<EmptyProject> {
  const project = await EmptyProject.create(tarball, manifest);
  projects.push(project);
  return project;
}

/** What a program printed, once it has ended well. */
function printedBy({ status, stdout, stderr }: Outcome): unknown {
  if (status !== 0) throw new Error(`The program ended with ${status}:\n${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}

const hasProgram = (name: string): boolean => spawnSync(name, ['--version']).status === 0;
/** Left out, with the reason in the title, where the program is missing. */
const where = (name: string) =>
  hasProgram(name)
    ? it
    : (title: string) => {
        it.skip(`${title} (left out: ${name} is missing)`, () => undefined);
      };

const wholeRide = {
  status: 'completed',
  seen: expect.arrayContaining([
    'stream.snapshot',
    'trip.driver_assigned',
    'trip.driver_arrived',
    'trip.started',
    'trip.completed',
  ]),
  wrong: [],
  isSameClass: true,
};
/** The state of the search may come in between, while the rider waits. */
const cancelled = {
  status: 'cancelled',
  seen: expect.arrayContaining(['stream.snapshot', 'trip.cancelled']),
};

describe('the package in an empty folder', () => {
  it('takes a whole ride in a plain program of Node', async () => {
    const project = await emptyProject();
    await project.add('ride.mjs');
    const outcome = await project.run(process.execPath, 'ride.mjs', server.url);
    expect(printedBy(outcome)).toEqual(wholeRide);
  });

  where('deno')('takes a whole ride in Deno', async () => {
    const project = await emptyProject();
    await project.add('ride.mjs');
    const flags = ['run', '--no-remote', '--node-modules-dir=manual', '--allow-net', '--allow-env'];
    const outcome = await project.run('deno', ...flags, 'ride.mjs', server.url);
    expect(printedBy(outcome)).toEqual(wholeRide);
  });

  where('bun')('takes a whole ride in Bun', async () => {
    const project = await emptyProject();
    await project.add('ride.mjs');
    expect(printedBy(await project.run('bun', 'ride.mjs', server.url))).toEqual(wholeRide);
  });

  it('the package can be required by a CommonJS program', async () => {
    const project = await emptyProject({ type: 'commonjs' });
    await project.add('ride.cjs');
    const outcome = await project.run(process.execPath, 'ride.cjs', server.url);
    expect(printedBy(outcome)).toEqual(cancelled);
  });

  it('a require() that cannot load ES modules names the way out', async () => {
    const project = await emptyProject({ type: 'commonjs' });
    await project.add('ride.cjs');
    const flags = ['--no-experimental-require-module', 'ride.cjs', server.url];
    const outcome = await project.run(process.execPath, ...flags);
    expect(outcome.status).not.toBe(0);
    expect(outcome.stderr).toMatch(/ERR_REQUIRE_ESM[\s\S]*dynamic import\(\)/);
  });

  it.each([
    ['bundler', 'esnext'],
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
  ])(
    'a strict program compiles and runs with moduleResolution %s',
    async (moduleResolution, module) => {
      const project = await emptyProject();
      await project.link('typescript');
      await project.add('ride.ts');
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        outDir: 'out',
        rootDir: '.',
      };
      await project.write(
        'tsconfig.json',
        JSON.stringify({ compilerOptions, include: ['ride.ts'] }),
      );
      const compiled = await project.run(process.execPath, 'node_modules/typescript/bin/tsc');
      expect(compiled).toMatchObject({ status: 0, stdout: '' });
      const outcome = await project.run(process.execPath, 'out/ride.js', server.url);
      expect(printedBy(outcome)).toEqual({
        last: 'cancelled',
        code: expect.stringMatching(/^[A-Z_]+$/),
        valid: true,
        wrong: 'function',
      });
    },
  );

  it('a program of Node that does not know the DOM compiles', async () => {
    const project = await emptyProject();
    await project.link('typescript', '@types/node', 'undici-types');
    await project.write(
      'program.ts',
      "import '@tripstream/client';\nimport '@tripstream/client/protocol';\n",
    );
    const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--types', 'node'];
    const flags = ['--lib', 'es2023', '--module', 'nodenext', 'program.ts'];
    const compiled = await project.run(process.execPath, ...tsc, ...flags);
    expect(compiled).toMatchObject({ status: 0, stdout: '' });
  });

  it('Metro, the bundler of React Native, finds the package by import and by require', async () => {
    const project = await emptyProject();
    for (const isESMImport of [true, false]) {
      const found = resolveWithMetro(project.path('app.js'), '@tripstream/client', isESMImport);
      expect(found).toMatch(/@tripstream\/client\/dist\/index\.js$/);
    }
  });

  it('a hook renders on a server without a connection, and keeps no process alive', async () => {
    const project = await emptyProject();
    await project.link('react', 'react-dom', 'scheduler');
    await project.add('render.mjs');
    const outcome = await project.run(process.execPath, 'render.mjs', server.url);
    expect(printedBy(outcome)).toEqual({ html: '<p>connecting: none</p>', requests: 0 });
  });

  it('Vite bundles the page with the React hooks for production', async () => {
    const project = await emptyProject();
    await project.link('vite', 'react', 'react-dom', 'scheduler');
    for (const [name, code] of await filesOf(readme, 'In React')) await project.write(name, code);
    const vite = project.path('node_modules/vite/bin/vite.js');
    const flags = ['build', '--target', 'es2022', '--logLevel', 'warn'];
    const built = await project.run(process.execPath, vite, ...flags);
    expect(built).toMatchObject({ status: 0 });
  });
});
