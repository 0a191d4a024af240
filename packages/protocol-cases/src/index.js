export { bytesOf, chunksOf } from './bytes.js';
export { judge } from './judge.js';
export { readParsingCases, readStreamCases } from './read-cases.js';
export { startReferee } from './server.js';
