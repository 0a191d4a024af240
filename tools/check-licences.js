/**
 * Checks the licence of every package in package-lock.json, those of other platforms included:
 *   node tools/check-licences.js
 * A package without a licence is refused too.
 */
import { readFileSync } from 'node:fs';
import satisfies from 'spdx-satisfies';

/** Licences that ask for no more than their notice, so that the image and the pages may hold them. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  // Public domain; OSI approved. tweetnacl, with which the client of NATS signs.
  'Unlicense',
];

/**
 * Tools with another licence. They run while Tripstream is built or tested, and no part of them is
 * in the image or in the pages. Each one has been looked at, so each has its name here.
 */
const TOOLS = [
  { licence: 'MPL-2.0', name: /^(axe-core|lightningcss(-.+)?)$/ },
  { licence: 'CC-BY-3.0', name: /^spdx-(exceptions|ranges)$/ },
  { licence: 'CC-BY-4.0', name: /^caniuse-lite$/ },
  { licence: 'CC0-1.0', name: /^(binary-search|railroad-diagrams|spdx-license-ids)$/ },
];

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** A package of this repository has no address in `node_modules`, or is a link to its folder. */
const foreign = Object.entries(packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && !link,
);

const problems = foreign.flatMap(([path, { license, version, dev }]) => {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const forTools = dev ? TOOLS.filter((tool) => tool.name.test(name)) : [];
  const allowed = [...PERMISSIVE, ...forTools.map(({ licence }) => licence)];
  if (isAllowed(license, allowed)) return [];
  const use = dev ? 'a tool' : 'a package of the server';
  return [`${name}@${version} (${use}): ${license ?? 'no licence'}`];
});

for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error('Replace the package, or allow it in tools/check-licences.js after a review.');
  process.exitCode = 1;
}

/** @returns false for a text that is no SPDX expression, such as `SEE LICENSE IN LICENSE.txt` */
function isAllowed(licence, allowed) {
  try {
    return satisfies(licence, allowed);
  } catch {
    return false;
  }
}
