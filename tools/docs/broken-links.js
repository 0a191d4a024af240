import { posix } from 'node:path';

const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/)/i;

const FILE_NAME = /^[\w.-]+\.(ts|tsx|js|md)$/;

/**
 * The relative links that lead to no file or folder, or to no heading of a document, and those
 * whose text is the name of another file.
 * @param {import('./link-collector.js').LinkCollector} collected
 * @param {string[]} files all files of the project
 * @returns {string[]} one line a link
 */
export function brokenLinks({ links, anchors }, files) {
  const paths = new Set(files.flatMap((file) => [file, ...foldersAbove(file)]));
  const problemOf = ({ document, target, label }) => {
    const [path, anchor] = decodeURI(target).split('#');
    const file =
      path === '' ? document : posix.join(posix.dirname(document), path).replace(/\/$/, '');
    if (!paths.has(file)) return `broken link: there is no ${file}`;
    const isBroken = anchor !== undefined && anchors.has(file) && !anchors.get(file).has(anchor);
    if (isBroken) return `broken anchor: ${file} has no heading #${anchor}`;
    const isMisnamed = FILE_NAME.test(label) && label !== posix.basename(file);
    return isMisnamed ? `misnamed link: ${label} leads to ${file}` : undefined;
  };
  return links
    .filter(({ target }) => !ELSEWHERE.test(target))
    .map((link) => [`${link.document}:${link.line}`, problemOf(link)])
    .filter(([, problem]) => problem !== undefined)
    .map((parts) => parts.join(' '));
}

function foldersAbove(file) {
  const names = file.split('/').slice(0, -1);
  return names.map((_, depth) => names.slice(0, depth + 1).join('/'));
}
