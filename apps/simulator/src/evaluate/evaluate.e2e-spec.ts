import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensureBuilt } from '#api-harness';
import { API_PROGRAM } from '#simulation';

const PROGRAM = path.join(path.dirname(API_PROGRAM), '../../simulator/src/evaluate.js');
const small = ['--riders-per-hour', '20', '--drivers', '5', '--no-cache', '--json'];

async function evaluate(...args: string[]): Promise<string> {
  const command = [PROGRAM, ...small, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return stdout;
}

beforeAll(ensureBuilt);

describe('npm run evaluate', () => {
  it('several threads give the same bytes as one thread', async () => {
    const study = ['--replications', '3', '--policy', 'nearest,anticipatory'];
    const [one, several] = await Promise.all([
      evaluate(...study, '--threads', '1'),
      evaluate(...study, '--threads', '2'),
    ]);
    expect(several).toBe(one);
    expect(JSON.parse(one)).toMatchObject({ replications: 3, rows: [{}, {}] });
  });

  it('a report is written for a day, with the script of the page, and for a study', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'evaluate-'));
    try {
      const [day, study] = ['day.html', 'study.html'].map((name) => path.join(folder, name));
      await evaluate('--policy', 'nearest', '--report', day!);
      expect(await readFile(day!, 'utf8')).toMatch(/<script>[^]*DecompressionStream[^]*<\/script>/);
      await evaluate('--policy', 'nearest', '--replications', '2', '--report', study!);
      expect(await readFile(study!, 'utf8')).toContain('How sure the figures are');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('a mistake on the command line ends with exit code 2 and one sentence', async () => {
    const failure = await evaluate('--target', 'profit=1').catch((error: unknown) => error);
    const { code, stderr } = failure as { code: number; stderr: string };
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--target takes figures such as served=95/);
  });
});
