const { findSourceMap, register, registerHooks } = require('node:module');
const { fileURLToPath, pathToFileURL } = require('node:url');
const runCircus = require('jest-circus/runner').default;

process.setSourceMapsEnabled(true);
// Hooks in this thread are faster than hooks in a thread of their own, which Node 20 needs.
const hooked = registerHooks
  ? import('./typescript-hooks.mjs').then(registerHooks)
  : Promise.resolve(register('./typescript-hooks.mjs', pathToFileURL(__filename)));

/** Names of the symbols under which jest-circus keeps the state of one test file. */
const CIRCUS_STATE = ['JEST_STATE_SYMBOL', 'EVENT_HANDLERS'];

/** How often this process has run a file: a module is evaluated once for each address. */
const runs = new Map();

/**
 * Jest's own test framework (jest-circus) on Node's own module loader. Jest loads each
 * test file and all it imports into a new vm context; here all files of a worker share
 * their modules, which makes a test file cost what its tests cost. The price: a module
 * keeps its state from one file to the next, and `jest.mock` has no effect.
 */
// eslint-disable-next-line no-restricted-syntax -- Jest calls a test runner with five arguments.
module.exports = function runNatively(globalConfig, config, environment, runtime, ...rest) {
  const [testPath] = rest;
  // Jest has put its own function here, which knows the source maps of its own loader only.
  Error.prepareStackTrace = prepareStackTrace;
  const native = Object.create(runtime, {
    requireInternalModule: { value: requireAnew },
    unstable_shouldLoadAsEsm: { value: () => true },
    unstable_importModule: {
      value: (path) =>
        hooked
          .then(() => import('./jest-globals.mjs'))
          .then(({ setGlobals }) => {
            setGlobals(runtime.requireModuleOrMock(testPath, '@jest/globals'));
            return import(addressOf(path));
          }),
    },
  });
  return runCircus(globalConfig, config, environment, native, ...rest).finally(forgetCircusState);
};

/** jest-circus expects to be loaded for each test file. */
function requireAnew(path) {
  delete require.cache[require.resolve(path)];
  return require(path);
}

function addressOf(path) {
  const run = (runs.get(path) ?? 0) + 1;
  runs.set(path, run);
  return pathToFileURL(path).href + (run > 1 ? `?run=${run}` : '');
}

function forgetCircusState() {
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (CIRCUS_STATE.includes(symbol.description)) delete globalThis[symbol];
  }
}

/** The frames of a stack as V8 words them, at their positions in the TypeScript source. */
function prepareStackTrace(error, callSites) {
  const frames = callSites.map((site) => `\n    at ${inSource(site)}`);
  return String(error) + frames.join('');
}

function inSource(site) {
  const url = site.getScriptNameOrSourceURL();
  const entry =
    url && findSourceMap(url)?.findEntry(site.getLineNumber() - 1, site.getColumnNumber() - 1);
  if (!entry?.originalSource) return String(site);
  const { originalSource, originalLine, originalColumn } = entry;
  const file = originalSource.startsWith('file:') ? fileURLToPath(originalSource) : originalSource;
  const compiled = `${url}:${site.getLineNumber()}:${site.getColumnNumber()}`;
  return String(site).replace(compiled, `${file}:${originalLine + 1}:${originalColumn + 1}`);
}
