import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';
import { ApiProcess, freePort } from '#simulation';
import { ServerProfile } from '../profile/server-profile.js';
import type { SelfTime } from '../profile/self-times.js';
import type { CityServer } from './city-user.js';
import { readCpuSeconds, readResidentMegabytes, readTreeCpuSeconds } from './cpu-time.js';
import { JsonConnections } from './json-connections.js';

/** The load comes from one address, so the limits of an address and a process are lifted. */
export const benchVariables = {
  // `npm start` sets it too.
  NODE_ENV: 'production',
  AUTH_MODE: 'demo',
  LOG_LEVEL: 'error',
  STREAMS_PER_PROCESS: '1000000',
  STREAMS_PER_ADDRESS: '1000000',
  RATE_LIMIT_PER_SECOND: '1000000',
};

/** `npm start` sets the same. */
const NODE_ARGUMENTS = ['--max-semi-space-size=32'];

const CONNECTIONS = 256;

export interface CpuSeconds {
  server: number;
  postgres: number;
  load: number;
}

/** The servers of the city on an embedded Postgres of their own. */
export class CityServers {
  private constructor(
    private readonly postgres: EmbeddedPostgres,
    private readonly processes: readonly ApiProcess[],
    readonly servers: readonly CityServer[],
    private readonly folder: string,
    private readonly profile: ServerProfile | undefined,
  ) {}

  /**
   * @param options.profile the folder for CPU profiles of the first server, if one is wanted
   * @param onExit called with the last output of a server that ends by itself
   */
  static async start(
    { count, profile: profileFolder }: { count: number; profile: string | undefined },
    onExit: (error: Error) => void,
  ): Promise<CityServers> {
    const folder = join(tmpdir(), `tripstream-city-${randomBytes(6).toString('hex')}`);
    const profile =
      profileFolder === undefined
        ? undefined
        : await ServerProfile.prepare(profileFolder, 'server');
    const postgres = await EmbeddedPostgres.start({ dataDir: folder });
    const processes: ApiProcess[] = [];
    try {
      for (let index = 0; index < count; index++) {
        processes.push(
          await ApiProcess.start({
            environment: {
              ...benchVariables,
              ...(index === 0 ? profile?.environment : undefined),
              DATABASE_URL: postgres.url,
              // A server that logs errors only doesn't report its port.
              PORT: String(await freePort()),
            },
            nodeArguments: [...NODE_ARGUMENTS, ...((index === 0 && profile?.nodeArguments) || [])],
            onUnexpectedExit: onExit,
          }),
        );
      }
    } catch (error) {
      for (const each of processes) await each.kill();
      await postgres.stop();
      throw error;
    }
    const servers = processes.map(({ url }) => {
      const port = Number(new URL(url).port);
      return {
        port,
        commands: new JsonConnections(port, CONNECTIONS),
        locations: new JsonConnections(port, CONNECTIONS),
      };
    });
    return new CityServers(postgres, processes, servers, folder, profile);
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  /** Seconds of CPU that each part has used so far. */
  readCpu(): CpuSeconds {
    const { user, system } = process.cpuUsage();
    return {
      server: this.pids.reduce((sum, pid) => sum + readCpuSeconds(pid), 0),
      postgres: readTreeCpuSeconds(this.postgres.pid),
      load: (user + system) / 1e6,
    };
  }

  async startProfile(): Promise<void> {
    const [pid] = this.pids;
    if (pid !== undefined) await this.profile?.start(pid);
  }

  /** @returns the functions with the most self-time, when a profile was wanted */
  async stopProfile(): Promise<SelfTime[]> {
    const [pid] = this.pids;
    return pid === undefined ? [] : ((await this.profile?.stop(pid)) ?? []);
  }

  /** Resident megabytes of all servers. */
  readMemory(): number {
    return this.pids.reduce((sum, pid) => sum + readResidentMegabytes(pid), 0);
  }

  async stop(): Promise<void> {
    for (const { commands, locations } of this.servers) {
      commands.close();
      locations.close();
    }
    await Promise.all(this.processes.map((each) => each.stop()));
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The processes of the servers, in the order of `servers`. */
  get pids(): number[] {
    return this.processes.flatMap(({ child }) => child.pid ?? []);
  }
}
