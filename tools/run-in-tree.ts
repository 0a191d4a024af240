import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Runs a check of this folder on a project that consists of the given files.
 * @param script path of the script, relative to tools/
 * @param files content by path
 * @returns exit code, and the lines of both outputs
 */
export function runInTree(script: string, files: Record<string, string>, args: string[] = []) {
  const tree = mkdtempSync(join(tmpdir(), 'tripstream-check-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), content);
    }
    const command = [join(import.meta.dirname, script), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: tree,
      encoding: 'utf8',
    });
    return { status, lines: `${stderr}\n${stdout}`.split('\n').filter((line) => line !== '') };
  } finally {
    rmSync(tree, { recursive: true });
  }
}
