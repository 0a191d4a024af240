import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { serverEnvironment, type Account } from './account.js';

/**
 * The supervisor's shell script. Postgres must end when its owner, this process, ends, even after
 * SIGKILL. The kernel then closes the owner's end of a pipe; the script holds the other end and
 * shuts Postgres down in fast mode (SIGINT), after 20 s in immediate mode (SIGQUIT).
 *
 * It is a shell script because a shell starts in 1 ms, needs no source file (compiled and under
 * Jest alike), runs as Postgres's own account, and survives `killall -9 node`. It ignores the
 * signals that a terminal or an init system sends to all processes, so that the owner decides on
 * the order of the shutdown. The watcher is a process of its own, which goes on watching when the
 * script itself is killed.
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

/** The end of a command. */
export interface ExitResult {
  /** Whether the exit code was 0. */
  ok: boolean;
  reason: string;
}

/** Runs one command until it ends, its owner asks for the end, or its owner dies. */
export class SupervisedProcess {
  /** Resolves when the command has ended. It never rejects. */
  readonly ended: Promise<ExitResult>;
  /** The pid of the command; undefined until `waitForStart` resolves. */
  pid: number | undefined;
  isRunning = true;
  private readonly child: Supervisor;

  /**
   * @param log a file descriptor for the command's output; the account needs no right to open the
   *   file
   */
  constructor(command: string[], account: Account | undefined, log: number) {
    this.child = spawn('/bin/sh', ['-c', SCRIPT, 'tripstream-postgres', ...command], {
      ...account,
      cwd: '/',
      env: serverEnvironment(),
      // The supervisor gets a session of its own, so that Ctrl-C in the terminal doesn't reach it.
      detached: true,
      stdio: ['pipe', 'pipe', log],
    }) as Supervisor;
    // A write to a supervisor that has ended fails. `ended` reports that end already.
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ ok: false, reason: error.message }));
      this.child.once('exit', (code, signal) =>
        resolve({ ok: code === 0, reason: describe(code, signal) }),
      );
    });
    void this.ended.then(() => (this.isRunning = false));
  }

  /** @returns the pid of the command; undefined if it never ran */
  async waitForStart(): Promise<number | undefined> {
    const line = new Promise<string>((resolve) => {
      createInterface({ input: this.child.stdout }).once('line', resolve);
    });
    const first = await Promise.race([line, this.ended.then(() => '')]);
    this.pid = Number.parseInt(first, 10) || undefined;
    return this.pid;
  }

  /** Lets this process end while the command runs. The supervisor then stops the command. */
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

/** The pipes of child processes are sockets with `unref`, which their types don't declare. */
function unref(pipe: unknown): void {
  (pipe as { unref?: () => void }).unref?.();
}

/** A shell reports a command that died by signal n as 128 + n. */
function describe(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `its supervisor was killed by ${signal}`;
  if (code !== null && code > 128) return `it was killed by signal ${code - 128}`;
  return `it ended with exit code ${String(code)}`;
}
