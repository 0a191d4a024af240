import { ApiProcess } from '#simulation';
import type { Backend } from './load-balancer.js';

/** Facts about one server for the report. */
export interface InstanceFacts {
  port: number;
  /** Number of times the server was killed by SIGKILL and started again. */
  kills: number;
  /** Number of connections from the load balancer, over all restarts. */
  connections: number;
  /** The longest time from a start until the server was ready, in seconds. */
  slowestStartSeconds: number;
}

export interface ServerOptions {
  port: number;
  environment: Readonly<Record<string, string>>;
  /** Ends the wait for a server that isn't ready yet. */
  signal: AbortSignal;
  /** Called when the server ends that was not stopped or killed. */
  onUnexpectedExit: (error: Error) => void;
}

/** A server on a port of its own, which may be killed and started again. */
export class RestartableServer implements Backend {
  connections = 0;
  kills = 0;
  private slowestStartSeconds = 0;
  private process: ApiProcess | undefined;

  constructor(private readonly options: ServerOptions) {}

  get port(): number {
    return this.options.port;
  }

  get url(): string {
    return this.process?.url ?? '';
  }

  get facts(): InstanceFacts {
    const { port, kills, connections, slowestStartSeconds } = this;
    return { port, kills, connections, slowestStartSeconds };
  }

  /** Starts the server, and waits until it is ready. */
  async launch(): Promise<void> {
    const began = performance.now();
    const { environment, port, signal, onUnexpectedExit } = this.options;
    this.process = await ApiProcess.start(
      {
        environment: { ...environment, HOST: '127.0.0.1', PORT: String(port) },
        inheritsEnvironment: true,
        nodeArguments: ['--enable-source-maps'],
        onUnexpectedExit,
      },
      signal,
    );
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    this.slowestStartSeconds = Math.max(this.slowestStartSeconds, seconds);
  }

  /** SIGKILL, and a start on the same port. Resolves when the server is ready again. */
  async killAndRestart(): Promise<void> {
    await this.process?.kill();
    this.kills += 1;
    await this.launch();
  }

  async stop(hurry: AbortSignal): Promise<void> {
    await this.process?.stop(hurry);
  }
}
