/** Rooms that every package has: the map does not repeat them. */
const INSIDE_A_PACKAGE = new Set(['src', 'test']);

/**
 * The folders of the first two levels that the section "The map" of a document does not name.
 * A hidden folder counts as one, with all that is in it.
 * @param {string[]} files all files of the project
 * @param {string} document Markdown with a heading `## The map`
 * @returns {string[]}
 */
export function missingFolders(files, document) {
  const [, map = ''] = /^## The map\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(document) ?? [];
  const named = new Set(
    [...map.matchAll(/[\w.][\w./-]*/g)].map(([path]) => path.replace(/\/$/, '')),
  );
  return foldersOf(files).filter((folder) => !named.has(folder));
}

function foldersOf(files) {
  const folders = new Set();
  for (const file of files) {
    const [first, second, third] = file.split('/');
    if (second === undefined) continue;
    folders.add(first);
    const isRoom = third !== undefined && !INSIDE_A_PACKAGE.has(second);
    if (isRoom && !first.startsWith('.')) folders.add(`${first}/${second}`);
  }
  return [...folders].sort();
}
