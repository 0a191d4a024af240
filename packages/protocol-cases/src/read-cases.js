import { readdirSync, readFileSync } from 'node:fs';

const CASES = new URL('../cases/', import.meta.url);

const read = (path) => JSON.parse(readFileSync(new URL(path, CASES), 'utf8')).cases;

/** @returns {object[]} the cases of `cases/parsing.json` */
export const readParsingCases = () => read('parsing.json');

/** @returns {object[]} the cases of all files in `cases/streams` */
export const readStreamCases = () =>
  readdirSync(new URL('streams/', CASES))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => read(`streams/${file}`));
