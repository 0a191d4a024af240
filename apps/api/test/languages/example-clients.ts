import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const inExamples = (path: string) => join(root, 'examples', path);

/** An example client in another language than TypeScript. */
export interface ExampleClient {
  language: string;
  /** Why it can't run on this machine; undefined when it can. */
  missing: string | undefined;
  /** Compiles the client, where that is needed. */
  prepare: () => Promise<void>;
  /** The command that runs the protocol cases against the referee at this address. */
  casesCommand: (referee: string) => string[];
  /** The command that prints each message of a stream as one line of JSON. */
  readCommand: (url: string, token: string) => string[];
  cleanUp: () => void;
}

const parsingCases = join(root, 'packages/protocol-cases/cases/parsing.json');

/** The version that a program prints, as `[major, minor]`; undefined without the program. */
function versionOf(program: string): [number, number] | undefined {
  const { status, stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const match = status === 0 ? /(\d+)\.(\d+)/.exec(stdout + stderr) : null;
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

/** @returns why a program, of this version at least, can't be used here; undefined when it can */
export function missing(program: string, [major, minor]: [number, number]): string | undefined {
  const found = versionOf(program);
  if (!found) return `no ${program} on this machine`;
  const isOld = found[0] < major || (found[0] === major && found[1] < minor);
  return isOld ? `${program} is older than ${major}.${minor}` : undefined;
}

const nothing = () => undefined;

function python(): ExampleClient {
  return {
    language: 'Python',
    missing: missing('python3', [3, 9]),
    prepare: () => Promise.resolve(),
    casesCommand: (referee) => [
      'python3',
      '-I',
      '-c',
      `import sys, runpy; sys.path.insert(0, sys.argv[1]); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0] + "/run_cases.py", run_name="__main__")`,
      inExamples('python'),
      referee,
      parsingCases,
    ],
    readCommand: (url, token) => ['python3', inExamples('python/tripstream.py'), url, token],
    cleanUp: nothing,
  };
}

function java(): ExampleClient {
  const classes = mkdtempSync(join(tmpdir(), 'tripstream-java-'));
  const source = inExamples('java/Tripstream.java');
  return {
    language: 'Java',
    missing: missing('java', [17, 0]) ?? missing('javac', [17, 0]),
    prepare: async () => {
      const files = [source, inExamples('java/RunCases.java')];
      await run('javac', ['-Xlint:all', '-Werror', '-d', classes, ...files]);
    },
    casesCommand: (referee) => ['java', '-cp', classes, 'RunCases', referee, parsingCases],
    readCommand: (url, token) => ['java', source, url, token],
    cleanUp: () => {
      rmSync(classes, { recursive: true, force: true });
    },
  };
}

export const exampleClients: ExampleClient[] = [python(), java()];

/** Runs a command to its end. @returns what it printed @throws Error with it unless the command succeeds */
export async function outputOf([program = '', ...parameters]: string[]): Promise<string> {
  try {
    // The example prints events of a few kilobytes, and a report of the cases that failed.
    const { stdout } = await run(program, parameters, { maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} failed: ${stdout}${stderr}`, { cause: error });
  }
}
