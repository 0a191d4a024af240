import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** The package as npm would publish it, in a folder of its own. */
export interface Tarball {
  path: string;
  /** Size of the tarball in bytes. */
  size: number;
  /** The paths of its files, relative to the package. */
  files: string[];
  remove(): Promise<void>;
}

/** Packs what `npm test` has built; a single spec builds it first. */
export async function packClient(): Promise<Tarball> {
  if (!existsSync(join(packageFolder, 'dist/index.js'))) {
    spawnSync('npm', ['run', '--silent', 'build'], { cwd: packageFolder, stdio: 'inherit' });
  }
  const folder = await mkdtemp(join(tmpdir(), 'tripstream-pack-'));
  const flags = ['--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', ['pack', ...flags], { cwd: packageFolder });
  const parsed = JSON.parse(stdout) as Packed[] | Record<string, Packed>;
  const [packed] = Object.values(parsed);
  if (!packed) throw new Error(`npm pack said nothing: ${stdout}`);
  return {
    path: join(folder, packed.filename.replace('@', '').replace('/', '-')),
    size: packed.size,
    files: packed.files.map(({ path }) => path),
    remove: () => rm(folder, { recursive: true }),
  };
}

interface Packed {
  filename: string;
  size: number;
  files: { path: string }[];
}

/** The outcome of a program. */
export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

/** A folder outside of the repository, in which only the package is installed. */
export class EmptyProject {
  private constructor(readonly folder: string) {}

  /** @param manifest fields of its package.json */
  static async create(
    tarball: Tarball,
    manifest: object = { type: 'module' },
  ): Promise<EmptyProject> {
    const folder = await mkdtemp(join(tmpdir(), 'tripstream-consumer-'));
    const project = new EmptyProject(folder);
    await project.write('package.json', JSON.stringify({ private: true, ...manifest }));
    // The package has no dependency, so that npm needs no registry.
    const flags = ['--offline', '--no-audit', '--no-fund', '--no-package-lock'];
    await run('npm', ['install', ...flags, tarball.path], { cwd: folder });
    return project;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), text);
  }

  /** Copies a program of this folder. */
  async add(name: string, as = name): Promise<void> {
    await cp(programs + name, this.path(as));
  }

  /** Installs packages in the versions that this repository has, without the registry. */
  async link(...names: string[]): Promise<void> {
    for (const name of names) {
      const target = this.path(`node_modules/${name}`);
      await mkdir(dirname(target), { recursive: true });
      await symlink(join(repository, 'node_modules', name), target);
    }
  }

  /** Runs a program of the project to its end. It never throws: a status other than 0 says so. */
  async run(command: string, ...parameters: string[]): Promise<Outcome> {
    const limits = { cwd: this.folder, timeout: 120_000, maxBuffer: 4 << 20 };
    try {
      return { status: 0, ...(await run(command, parameters, limits)) };
    } catch (error) {
      const {
        code,
        stdout = '',
        stderr = String(error),
      } = error as Partial<Outcome> & { code?: unknown };
      return { status: typeof code === 'number' ? code : -1, stdout, stderr };
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
