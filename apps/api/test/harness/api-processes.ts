import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ApiProcess, API_PROGRAM, type ApiProcessOptions } from '#simulation';

export type { ApiProcess };

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const running = new Set<ApiProcess>();

/** Builds the server unless `npm test` has: a single spec may be the first that needs it. */
export function ensureBuilt(): void {
  if (existsSync(API_PROGRAM)) return;
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}

/** Starts the server as `npm start` does, with short times, and waits until it listens. */
export const startApiProcess = async (
  environment: Record<string, string>,
  options: RunOptions = {},
): Promise<ApiProcess> => track(await ApiProcess.start(withDefaults(environment, options)));

/** Starts the process and doesn't wait: for servers that can't start. */
export const spawnApiProcess = (environment: Record<string, string>): ApiProcess =>
  track(ApiProcess.spawn(withDefaults(environment)));

/** Kills all servers of these tests, so that no process outlives its test. */
export async function killApiProcesses(): Promise<void> {
  await Promise.all([...running].map((server) => server.kill()));
}

/** Whether the server's matching engine is the active one, by its metrics. */
export async function hasActiveEngine({ url }: { url: string }): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return /^tripstream_engine_active 1$/m.test(metrics);
}

type RunOptions = Pick<ApiProcessOptions, 'cwd' | 'account'>;

function withDefaults(
  environment: Record<string, string>,
  { cwd = root, account }: RunOptions = {},
): ApiProcessOptions {
  return {
    environment: {
      AUTH_MODE: 'demo',
      MATCHING_WINDOW_MS: '20',
      HEARTBEAT_SECONDS: '1',
      // The drivers of these tests send no acknowledgements.
      OFFER_ACK_SECONDS: '0',
      ...environment,
    },
    cwd,
    account,
  };
}

function track(server: ApiProcess): ApiProcess {
  running.add(server);
  void server.exited.then(() => running.delete(server));
  return server;
}
