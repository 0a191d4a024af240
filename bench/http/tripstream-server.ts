import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';
import { ApiProcess, freePort } from '#simulation';
import { JsonConnections } from '../city/json-connections.js';
import { computeSelfTimes, type SelfTime } from '../profile/self-times.js';

/** Each driver sends more than a user may, so the rate limit is lifted; its check stays. */
export const benchVariables = {
  // `npm start` sets it too.
  NODE_ENV: 'production',
  AUTH_MODE: 'demo',
  LOG_LEVEL: 'error',
  RATE_LIMIT_PER_SECOND: '1000000',
};

/** `npm start` sets the same. */
const NODE_ARGUMENTS = ['--max-semi-space-size=32'];
const SELF_TIMES = 40;

export interface BenchDriver {
  token: string;
  /** The position of the driver's own stream. */
  cursor: string;
}

/** Tripstream as `npm start` starts it, on an embedded Postgres of its own. */
export class TripstreamServer {
  private constructor(
    private readonly postgres: EmbeddedPostgres,
    private readonly server: ApiProcess,
    private readonly folder: string,
    private readonly profileFolder: string | undefined,
  ) {}

  /** @param profile the folder of the CPU profile of the server's whole life, if one is wanted */
  static async start(
    profile: string | undefined,
    onUnexpectedExit: (error: Error) => void,
  ): Promise<TripstreamServer> {
    const name = randomBytes(6).toString('hex');
    const folder = join(tmpdir(), `tripstream-http-${name}`);
    const profileFolder = profile === undefined ? undefined : join(profile, `http-${name}`);
    if (profileFolder !== undefined) await mkdir(profileFolder, { recursive: true });
    const postgres = await EmbeddedPostgres.start({ dataDir: folder });
    const profiling =
      profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
    try {
      const server = await ApiProcess.start({
        environment: {
          ...benchVariables,
          DATABASE_URL: postgres.url,
          // A server that logs errors only doesn't report its port.
          PORT: String(await freePort()),
        },
        nodeArguments: [...NODE_ARGUMENTS, ...profiling],
        onUnexpectedExit,
      });
      return new TripstreamServer(postgres, server, folder, profileFolder);
    } catch (error) {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  get pid(): number {
    return this.server.child.pid ?? 0;
  }

  /** @throws {Error} when the server refuses a session or a poll */
  async signUpDrivers(count: number): Promise<BenchDriver[]> {
    const connections = new JsonConnections(this.port, 4);
    const send = async (method: string, path: string, options: object): Promise<string> => {
      const { status, body } = await connections.send(method, path, options);
      if (status < 300) return body;
      throw new Error(`${method} ${path} answered ${status}: ${body}`);
    };
    try {
      return await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const json = { role: 'driver', name: `Driver ${index}` };
          const session = await send('POST', '/v1/sessions', { json });
          const { token } = JSON.parse(session) as { token: string };
          const options = { token, accept: 'application/json' };
          const poll = await send('GET', '/v1/drivers/me/stream', options);
          const { cursor } = JSON.parse(poll) as { cursor: string };
          return { token, cursor };
        }),
      );
    } finally {
      connections.close();
    }
  }

  /** @returns the functions with the most self-time, when a profile was wanted */
  async stop(): Promise<SelfTime[]> {
    await this.server.stop();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
    if (this.profileFolder === undefined) return [];
    const [file] = await readdir(this.profileFolder);
    if (file === undefined) return [];
    const text = await readFile(join(this.profileFolder, file), 'utf8');
    return computeSelfTimes(JSON.parse(text) as Profiler.Profile, SELF_TIMES);
  }
}
