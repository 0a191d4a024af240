import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { EmptyProject, packClient, type Tarball } from './empty-project.js';

const docs = new URL('../../../../docs/', import.meta.url);
let tarball: Tarball;
let project: EmptyProject;

beforeAll(async () => {
  tarball = await packClient();
  project = await EmptyProject.create(tarball);
  await project.link('typescript', 'react', '@types/react', 'csstype');
});
afterAll(() => Promise.all([project.remove(), tarball.remove()]));

/** The code blocks of a page in one of the languages, in order. */
async function blocksOf(page: string, language: string): Promise<string[]> {
  const text = await readFile(new URL(page, docs), 'utf8');
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return [...blocks].map(([, code = '']) => code);
}

it('the examples of docs/react.md and docs/testing-your-app.md compile as they are pasted', async () => {
  const components = await blocksOf('react.md', 'tsx');
  const programs = [
    ...(await blocksOf('react.md', 'ts')),
    ...(await blocksOf('testing-your-app.md', 'ts')),
  ];
  expect([components.length, programs.length]).toEqual([2, 2]);
  await Promise.all([
    ...components.map((code, at) => project.write(`component-${at}.tsx`, code)),
    ...programs.map((code, at) => project.write(`program-${at}.ts`, code)),
    // React Native is not installed here.
    project.write(
      'react-native.d.ts',
      `declare module 'react-native' {
        export const AppState: {
          addEventListener(type: 'change', listener: (state: string) => void): { remove(): void };
        };
      }`,
    ),
  ]);
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: [],
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
  };
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['.'] }));
  const compiled = await project.run(process.execPath, 'node_modules/typescript/bin/tsc');
  expect(compiled).toMatchObject({ status: 0, stdout: '' });
});

it('the example of docs/testing-your-app.md runs as it is pasted', async () => {
  const [code = ''] = await blocksOf('testing-your-app.md', 'ts');
  const end = 'await fake.close();';
  expect(code).toContain(end);
  const print = 'console.log((await api.trips()).trips[0].status);';
  await project.write('ride.mjs', code.replace(end, `${print}\n${end}`));
  const outcome = await project.run(process.execPath, 'ride.mjs');
  expect(outcome).toEqual({ status: 0, stdout: 'completed\n', stderr: '' });
});
