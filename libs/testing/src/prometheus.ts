import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './free-port.js';
import { until } from './until.js';

const FOLDERS = ['/usr/bin', '/usr/local/bin'];
const find = (name: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));

/** Whether this machine has Prometheus (Debian: `apt install prometheus`). */
export const hasPrometheus = find('prometheus') !== undefined && find('promtool') !== undefined;

/** One sample of the answer to a query. */
export interface PrometheusSample {
  metric: Record<string, string>;
  value: [number, string];
}

/** A Prometheus on loopback that scrapes given servers each second. Needs `hasPrometheus`. */
export class Prometheus {
  private constructor(
    private readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param targets addresses as `127.0.0.1:3000`, with the labels of each */
  static async start(
    targets: readonly { target: string; labels: Record<string, string> }[],
  ): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'tripstream-prometheus-'));
    const config = join(folder, 'prometheus.yml');
    const groups = targets.map(({ target, labels }) => ({ targets: [target], labels }));
    // JSON is YAML.
    await writeFile(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s' },
        scrape_configs: [{ job_name: 'tripstream', static_configs: groups }],
      }),
    );
    const address = `127.0.0.1:${await findFreePort()}`;
    const child = spawn(
      find('prometheus') ?? '',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
    const prometheus = new Prometheus(`http://${address}`, folder, child);
    await until('Prometheus has scraped each server', async () => {
      const up = await prometheus.query('up == 1').catch(() => []);
      return up.length === targets.length;
    });
    return prometheus;
  }

  /** @throws Error with what Prometheus says of the expression */
  async query(expression: string): Promise<PrometheusSample[]> {
    const answer = await fetch(`${this.url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression }),
    });
    const body = (await answer.json()) as {
      error?: string;
      data?: { result: PrometheusSample[] };
    };
    if (body.error !== undefined) throw new Error(`${body.error}: ${expression}`);
    return body.data?.result ?? [];
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs promtool. @returns what it says, and its exit code */
export function runPromtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(find('promtool') ?? '', args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
