import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
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

  it('a mistake on the command line ends with exit code 2 and one sentence', async () => {
    const failure = await evaluate('--target', 'profit=1').catch((error: unknown) => error);
    const { code, stderr } = failure as { code: number; stderr: string };
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--target takes figures such as served=95/);
  });
});
