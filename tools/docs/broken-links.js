import { posix } from 'node:path';

const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/)/i;

/**
 * The relative links that lead to no file or folder, or to no heading of a document.
 * @param {import('./link-collector.js').LinkCollector} collected
 * @param {string[]} files all files of the project
 * @returns {string[]} one line a link
 */
export function brokenLinks({ links, anchors }, files) {
  const paths = new Set(files.flatMap((file) => [file, ...foldersAbove(file)]));
  const problemOf = (document, target) => {
    const [path, anchor] = decodeURI(target).split('#');
    const file =
      path === '' ? document : posix.join(posix.dirname(document), path).replace(/\/$/, '');
    if (!paths.has(file)) return `broken link: there is no ${file}`;
    const isBroken = anchor !== undefined && anchors.has(file) && !anchors.get(file).has(anchor);
    return isBroken ? `broken anchor: ${file} has no heading #${anchor}` : undefined;
  };
  return links
    .filter(({ target }) => !ELSEWHERE.test(target))
    .map(({ document, line, target }) => [`${document}:${line}`, problemOf(document, target)])
    .filter(([, problem]) => problem !== undefined)
    .map((parts) => parts.join(' '));
}

function foldersAbove(file) {
  const names = file.split('/').slice(0, -1);
  return names.map((_, depth) => names.slice(0, depth + 1).join('/'));
}
