import { fileURLToPath } from 'node:url';

/**
 * The arrows of the design as rules. Each rule has a case in tools/architecture that breaks it
 * and no other. Paths begin with `(^|/)` so that the rules apply to the trees of the cases too.
 */
const specSuffix = '[.](spec|db-spec|e2e-spec|browser-spec)[.]tsx?$';
const specs = `${specSuffix}|(^|/)(libs|packages|apps)/[^/]+/test/`;
const tests = `${specs}|(^|/)chaos/`;
/** These programs replace the inside of a lib by a design that is known to fail. */
const broken = '(^|/)chaos/src/broken/';
/** Programs that build a package run in Node. */
const builds = '(^|/)packages/[^/]+/build/';
const testing = '(^|/)(libs/testing|packages/protocol-cases)/';
const installed = '(^|/)node_modules/';
const domain = '(^|/)libs/(trip|matching)/src/domain/';
/** The hooks of the SDK. React is a peer dependency, which an application brings. */
const hooks = '(^|/)packages/client/src/react/';
const lib = (...names) => `(^|/)(?:libs|packages)/(${names.join('|')})/`;

const arrowsOfLibs = {
  contracts: [],
  geo: ['contracts'],
  roads: ['contracts', 'geo'],
  scenario: ['contracts', 'geo', 'roads'],
  dispatch: ['contracts', 'geo'],
  places: ['contracts', 'geo', 'platform', 'access', 'database'],
  platform: ['contracts'],
  'embedded-postgres': [],
  'nats-server': [],
  database: ['contracts', 'platform', 'embedded-postgres'],
  access: ['contracts', 'platform', 'database'],
  bus: ['contracts', 'platform'],
  outbox: ['contracts', 'platform', 'database', 'bus'],
  trip: ['contracts', 'geo', 'places', 'platform', 'database', 'access', 'outbox'],
  matching: [
    'contracts',
    'geo',
    'dispatch',
    'places',
    'platform',
    'database',
    'access',
    'outbox',
    'trip',
  ],
  notification: ['contracts', 'platform', 'access', 'outbox'],
  webhooks: ['contracts', 'platform', 'database', 'access', 'outbox'],
  driving: ['contracts', 'geo', 'client'],
  sandbox: ['contracts', 'geo', 'client', 'driving', 'platform', 'database', 'access', 'trip'],
  simulation: ['contracts', 'geo', 'scenario', 'dispatch', 'client', 'driving'],
};

const arrowsOfPackages = { client: ['contracts'], 'protocol-cases': [] };

const arrowsOfApps = {
  api: Object.keys(arrowsOfLibs).filter(
    (name) => !['client', 'driving', 'simulation', 'scenario', 'nats-server'].includes(name),
  ),
  simulator: [
    'contracts',
    'geo',
    'roads',
    'scenario',
    'dispatch',
    'client',
    'driving',
    'platform',
    'embedded-postgres',
    'nats-server',
    'simulation',
  ],
  web: ['contracts', 'client', 'geo'],
};

const arrow = (folder, name, targets) => ({
  name: `arrow-${name}`,
  severity: 'error',
  comment: `${folder}/${name} may import ${targets.join(', ') || 'none of our libs'}.`,
  // The tests of the API read its streams with the SDK, as its clients do.
  from: {
    path: `(^|/)${folder}/${name}/`,
    ...(name === 'api' && { pathNot: '(^|/)apps/api/test/' }),
  },
  to: {
    path: '(^|/)(?:libs|packages)/',
    pathNot: [`(^|/)${folder}/${name}/`, testing, ...(targets.length ? [lib(...targets)] : [])],
  },
});

const arrows = [
  ...Object.entries(arrowsOfLibs).map(([name, targets]) => arrow('libs', name, targets)),
  ...Object.entries(arrowsOfPackages).map(([name, targets]) => arrow('packages', name, targets)),
  ...Object.entries(arrowsOfApps).map(([name, targets]) => arrow('apps', name, targets)),
];

const entrances = [
  {
    name: 'lib-entered-by-index',
    severity: 'error',
    comment: 'Import another lib by what its index.ts names.',
    from: { path: '(^|/)((?:libs|packages)/[^/]+|apps/[^/]+|bench|tools|chaos)/', pathNot: broken },
    to: {
      path: '(^|/)(?:libs|packages)/',
      pathNot: ['(^|/)$2/', '(^|/)(?:libs|packages)/[^/]+/src/index([.]d)?[.]ts$'],
    },
  },
  {
    name: 'lib-entered-by-name',
    severity: 'error',
    comment: 'Import another lib as #name, not by a relative path.',
    from: { path: '(^|/)((?:libs|packages)/[^/]+|apps/[^/]+|bench|tools|chaos)/', pathNot: broken },
    to: {
      path: '(^|/)(?:libs|packages)/[^/]+/src/index[.]ts$',
      pathNot: '(^|/)$2/',
      dependencyTypesNot: ['aliased-subpath-import', 'aliased-tsconfig-paths'],
    },
  },
  {
    name: 'apps-are-not-imported',
    severity: 'error',
    comment: 'An app wires libs together. What two programs share belongs to a lib.',
    from: { path: '(^|/)((?:libs|packages)/[^/]+|apps/[^/]+|bench|tools|chaos)/', pathNot: specs },
    to: { path: '(^|/)apps/', pathNot: '(^|/)$2/' },
  },
  {
    name: 'tests-share-what-the-api-offers',
    severity: 'error',
    comment:
      'Tests of the pages and of the simulator may use #api-harness, but no other file of an app.',
    from: {
      path: `(^|/)((?:libs|packages)/[^/]+|apps/[^/]+|bench|tools|chaos)/(test/|.*${specSuffix})`,
    },
    to: {
      path: '(^|/)apps/',
      pathNot: ['(^|/)$2/', '(^|/)apps/api/test/harness/index[.]ts$', installed],
    },
  },
  {
    name: 'testing-only-in-tests',
    severity: 'error',
    comment:
      'libs/testing and the test/ of a lib or app are for tests and benchmarks; production code may not need them.',
    from: { pathNot: [tests, testing, '(^|/)bench/', '(^|/)jest[^/]*[.](js|ts)$'] },
    to: { path: [testing, '(^|/)(libs|packages|apps)/[^/]+/test/'] },
  },
];

const purity = [
  {
    name: 'client-imports-types-only',
    severity: 'error',
    comment: 'The SDK runs in browsers and Node alone: at run time it imports only its own files.',
    // The build of the package turns the schemas into a constant, and bundles their validator.
    from: {
      path: lib('client'),
      pathNot: [tests, hooks, builds, '/src/protocol/(schemas|validate)[.]ts$'],
    },
    to: { pathNot: lib('client'), preCompilationOnly: false },
  },
  {
    name: 'hooks-import-react-only',
    severity: 'error',
    comment: 'The hooks of the SDK run with the React of the page, and need nothing else.',
    from: { path: hooks, pathNot: tests },
    to: { pathNot: [lib('client'), `${installed}react/`], preCompilationOnly: false },
  },
  {
    name: 'contracts-need-zod-only',
    severity: 'error',
    comment: 'Contracts are bundled for browsers: zod is the only package in there.',
    from: { path: lib('contracts'), pathNot: tests },
    to: { path: installed, pathNot: `${installed}zod/` },
  },
  {
    name: 'pure-code-needs-no-node',
    severity: 'error',
    comment:
      'contracts, geo, dispatch, domain/ and the web pages run in a browser too: no built-ins.',
    from: {
      path: [lib('contracts', 'geo', 'dispatch'), domain, '(^|/)apps/web/src/'],
      pathNot: tests,
    },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'pure-libs-need-no-framework',
    severity: 'error',
    comment: 'geo and dispatch compute: no frameworks, databases, logs or RxJS.',
    from: { path: lib('geo', 'dispatch'), pathNot: tests },
    to: {
      path: `${installed}(@nestjs|@fastify|fastify|typeorm|pg|rxjs|pino|prom-client|reflect-metadata)/`,
    },
  },
  {
    name: 'domain-needs-no-packages',
    severity: 'error',
    comment: 'decide and evolve need no Nest, no TypeORM, no pg, no RxJS, no package at all.',
    from: { path: domain, pathNot: tests },
    to: { path: installed },
  },
  {
    name: 'domain-looks-nowhere',
    severity: 'error',
    comment:
      'domain/ imports its own files, #contracts, #geo, #dispatch, and #platform for DomainError.',
    from: { path: domain, pathNot: tests },
    to: {
      path: '(^|/)(libs|packages|apps)/',
      pathNot: ['(^|/)libs/$2/src/domain/', lib('contracts', 'geo', 'dispatch', 'platform')],
    },
  },
];

const hygiene = [
  {
    name: 'no-circular',
    severity: 'error',
    comment: 'Two files that need each other are one file, or a third one is missing.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolvable',
    severity: 'error',
    comment: 'An import that leads nowhere would slip past every arrow.',
    // Those programs are copied into an empty project, where the packed SDK is installed; here
    // its name resolves only after a build.
    from: { pathNot: '(^|/)packages/[^/]+/test/consumers/programs/' },
    to: { couldNotResolve: true },
  },
  {
    name: 'telemetry-in-one-folder',
    severity: 'error',
    comment:
      'OpenTelemetry is optional: only apps/api/src/telemetry, loaded on demand, imports it.',
    from: { pathNot: '(^|/)apps/api/src/telemetry/' },
    to: { path: `${installed}@opentelemetry/` },
  },
  {
    name: 'no-dev-packages',
    severity: 'error',
    comment: 'The API and its libs run in an image without devDependencies.',
    // Vite bundles the pages; the simulator with its libs runs from a checkout only.
    from: {
      path: '(^|/)(libs|packages|apps)/',
      pathNot: [tests, testing, hooks, lib('scenario', 'simulation'), '(^|/)apps/(web|simulator)/'],
    },
    to: { dependencyTypes: ['npm-dev'], preCompilationOnly: false },
  },
];

export default {
  forbidden: [...arrows, ...entrances, ...purity, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^packages/[^/]+/dist/'] },
    // 'specify' distinguishes imports that vanish in the compiled output from those that stay.
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: fileURLToPath(new URL('tsconfig.json', import.meta.url)) },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tripstream/source', 'import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
