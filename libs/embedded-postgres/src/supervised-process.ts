import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { serverEnvironment, type Account } from './account.js';

/**
 * Postgres must end when we end, kill -9 included. The kernel closes our end of a pipe
 * then; this script holds the other end and shuts Postgres down fast (SIGINT), after 20 s
 * immediately (SIGQUIT). A shell rather than Node: it starts in 1 ms, needs no source file
 * (compiled and under Jest alike), runs as Postgres's own account, and `killall -9 node`
 * spares it. Signals a terminal or an init system sends to everybody are ignored, so that
 * the order of shutdown is the owner's decision. The watcher is a process of its own: it
 * keeps the watch even if the script itself is killed.
 */
const SCRIPT = `
trap '' HUP INT TERM PIPE
exec 3<&0 </dev/null
"$@" 3<&- >&2 &
postgres=$!
(
  exec >/dev/null 2>&1
  read -r line <&3
  kill -INT "$postgres"
  waited=0
  while [ "$waited" -lt 60 ] && kill -0 "$postgres"; do
    [ "$waited" -eq 20 ] && kill -QUIT "$postgres"
    sleep 1
    waited=$((waited + 1))
  done
) &
watcher=$!
exec 3<&-
echo "$postgres"
wait "$postgres"
status=$?
kill -KILL "$watcher"
exit "$status"
`;

type Supervisor = ChildProcess & { stdin: Writable; stdout: Readable };

/** How a command ended. */
export interface ExitResult {
  /** With exit code 0. */
  ok: boolean;
  reason: string;
}

/** Runs one command until it ends, its owner asks for the end, or its owner dies. */
export class SupervisedProcess {
  /** Never rejects. */
  readonly ended: Promise<ExitResult>;
  /** undefined until `started`. */
  pid: number | undefined;
  isRunning = true;
  private readonly child: Supervisor;

  /** `log` is a file descriptor for what the command says; the account needs no right to open it. */
  constructor(command: string[], account: Account | undefined, log: number) {
    this.child = spawn('/bin/sh', ['-c', SCRIPT, 'tripstream-postgres', ...command], {
      ...account,
      cwd: '/',
      env: serverEnvironment(),
      // A session of its own: Ctrl-C in our terminal must not reach it.
      detached: true,
      stdio: ['pipe', 'pipe', log],
    }) as Supervisor;
    // Writing to a supervisor that has gone is no news: `ended` tells.
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ ok: false, reason: error.message }));
      this.child.once('exit', (code, signal) =>
        resolve({ ok: code === 0, reason: describe(code, signal) }),
      );
    });
    void this.ended.then(() => (this.isRunning = false));
  }

  /** Resolves with the pid of the command, or undefined if it never ran. */
  async waitForStart(): Promise<number | undefined> {
    const line = new Promise<string>((resolve) => {
      createInterface({ input: this.child.stdout }).once('line', resolve);
    });
    const first = await Promise.race([line, this.ended.then(() => '')]);
    this.pid = Number.parseInt(first, 10) || undefined;
    return this.pid;
  }

  /** From here on this process may end by itself while the command runs, and takes it along. */
  unref(): void {
    this.child.unref();
    unref(this.child.stdin);
    unref(this.child.stdout);
  }

  /** Asks for a fast shutdown and waits for the end. */
  async stop(): Promise<void> {
    this.child.ref();
    this.child.stdin.destroy();
    await this.ended;
  }
}

/** Pipes of child processes are sockets, though the types don't say so. */
function unref(pipe: unknown): void {
  (pipe as { unref?: () => void }).unref?.();
}

/** A shell reports a command that died by signal n as 128 + n. */
function describe(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `its supervisor was killed by ${signal}`;
  if (code !== null && code > 128) return `it was killed by signal ${code - 128}`;
  return `it ended with exit code ${String(code)}`;
}
