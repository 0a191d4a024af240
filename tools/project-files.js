import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const GENERATED = new Set(['.git', '.data', 'coverage', 'dist', 'mine', 'node_modules']);

/**
 * The files below `folder`, as sorted paths relative to it, with `/` between the names.
 * Generated folders are left out.
 * @param {string} folder
 * @returns {string[]}
 */
export function projectFiles(folder) {
  const files = [];
  const visit = (path) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isFile()) files.push(inside);
      else if (entry.isDirectory() && !GENERATED.has(entry.name)) visit(inside);
    }
  };
  visit('');
  return files.sort();
}
