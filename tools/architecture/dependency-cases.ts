import { basename } from 'node:path';

/**
 * For each rule of .dependency-cruiser.js a small tree, source by path: every file of `broken`
 * breaks this rule and no other, and `allowed` holds the near misses, which break none.
 * A library that is imported as `#name` and that the tree does not contain is a stub.
 */
export interface DependencyCase {
  rule: string;
  broken: Record<string, string>;
  allowed: Record<string, string>;
}

/** A file that uses a value of `target`: the import stays in the compiled output. */
const use = (target: string) =>
  `import { value } from '${target}';\n\nexport const used = value;\n`;

/** A file that uses a type of `target`: the import vanishes in the compiled output. */
const useType = (target: string) =>
  `import type { Value } from '${target}';\n\nexport const used: Value = 1;\n`;

/** What `use` and `useType` find in a file of ours. */
export const STUB = 'export const value = 1;\nexport type Value = number;\n';

/** A file of a library or app that imports what its arrow forbids, and one that keeps to it. */
function arrow(folder: string, { forbidden, permitted }: { forbidden: string; permitted: string }) {
  return {
    rule: `arrow-${basename(folder)}`,
    broken: { [`${folder}/src/broken.ts`]: use(forbidden) },
    allowed: { [`${folder}/src/allowed.ts`]: use(permitted) },
  };
}

const arrows: DependencyCase[] = [
  arrow('libs/contracts', { forbidden: '#geo', permitted: 'zod' }),
  arrow('libs/geo', { forbidden: '#dispatch', permitted: '#contracts' }),
  arrow('libs/roads', { forbidden: '#scenario', permitted: '#geo' }),
  arrow('libs/scenario', { forbidden: '#dispatch', permitted: '#geo' }),
  arrow('libs/dispatch', { forbidden: '#platform', permitted: '#geo' }),
  arrow('libs/places', { forbidden: '#trip', permitted: '#geo' }),
  {
    rule: 'arrow-client',
    broken: { 'packages/client/src/broken.ts': useType('#geo') },
    allowed: { 'packages/client/src/allowed.ts': useType('#contracts') },
  },
  {
    rule: 'arrow-protocol-cases',
    broken: { 'packages/protocol-cases/src/broken.ts': useType('#geo') },
    allowed: { 'packages/protocol-cases/src/allowed.ts': use('node:fs') },
  },
  arrow('libs/platform', { forbidden: '#database', permitted: '#contracts' }),
  arrow('libs/embedded-postgres', { forbidden: '#platform', permitted: 'node:fs' }),
  arrow('libs/nats-server', { forbidden: '#platform', permitted: 'node:fs' }),
  arrow('libs/database', { forbidden: '#outbox', permitted: '#embedded-postgres' }),
  arrow('libs/access', { forbidden: '#outbox', permitted: '#database' }),
  arrow('libs/bus', { forbidden: '#database', permitted: '#platform' }),
  arrow('libs/outbox', { forbidden: '#access', permitted: '#database' }),
  arrow('libs/trip', { forbidden: '#matching', permitted: '#outbox' }),
  arrow('libs/matching', { forbidden: '#notification', permitted: '#trip' }),
  arrow('libs/notification', { forbidden: '#trip', permitted: '#outbox' }),
  arrow('libs/driving', { forbidden: '#platform', permitted: '#client' }),
  arrow('libs/sandbox', { forbidden: '#notification', permitted: '#driving' }),
  arrow('libs/webhooks', { forbidden: '#trip', permitted: '#outbox' }),
  arrow('libs/simulation', { forbidden: '#platform', permitted: '#scenario' }),
  {
    rule: 'arrow-api',
    broken: { 'apps/api/src/broken.ts': use('#client') },
    allowed: {
      'apps/api/src/allowed.ts': use('#notification'),
      'apps/api/test/reads-with-the-sdk.ts': use('#client'),
    },
  },
  arrow('apps/simulator', { forbidden: '#trip', permitted: '#simulation' }),
  arrow('apps/web', { forbidden: '#platform', permitted: '#client' }),
];

const entrances: DependencyCase[] = [
  {
    rule: 'lib-entered-by-index',
    broken: {
      'libs/trip/src/trip.service.ts': use('../../outbox/src/tail.js'),
      'bench/streams/main.ts': use('../../libs/outbox/src/tail.js'),
    },
    allowed: {
      'libs/outbox/src/tail.ts': STUB,
      'libs/trip/src/rating.service.ts': use('#outbox'),
      'chaos/src/broken/tail-without-snapshot.ts': use('../../../libs/outbox/src/tail.js'),
    },
  },
  {
    rule: 'lib-entered-by-name',
    broken: { 'libs/trip/src/trip.service.ts': use('../../outbox/src/index.js') },
    allowed: {
      'libs/outbox/src/index.ts': STUB,
      'libs/outbox/src/outbox.spec.ts': use('./index.js'),
      'libs/trip/src/rating.service.ts': use('#outbox'),
    },
  },
  {
    rule: 'apps-are-not-imported',
    broken: {
      'apps/simulator/src/demo.ts': use('../../api/src/app.module.js'),
      'bench/streams/main.ts': use('../../apps/api/src/app.module.js'),
      'chaos/src/main.ts': use('../../apps/api/src/app.module.js'),
      'libs/testing/src/server.ts': use('../../../apps/api/src/app.module.js'),
    },
    allowed: {
      'apps/api/src/app.module.ts': STUB,
      'apps/api/src/main.ts': use('./app.module.js'),
      'apps/api/test/server.ts': use('../src/app.module.js'),
    },
  },
  {
    rule: 'tests-share-what-the-api-offers',
    broken: {
      'apps/web/test/rider-page.browser-spec.ts': use('../../api/src/app.module.js'),
      'apps/simulator/src/demo.e2e-spec.ts': use('../../web/test/page.js'),
      'apps/web/test/city-page.browser-spec.ts': use('../../api/test/server.js'),
    },
    allowed: {
      'apps/api/src/app.module.ts': STUB,
      'apps/api/test/server.ts': STUB,
      'apps/api/test/harness/index.ts': STUB,
      'apps/web/test/page.ts': use('../../api/test/harness/index.js'),
    },
  },
  {
    rule: 'testing-only-in-tests',
    broken: {
      'libs/trip/src/trip.service.ts': use('#testing'),
      'libs/geo/src/cell.ts': use('../test/road.js'),
    },
    allowed: {
      'libs/geo/test/road.ts': STUB,
      'libs/geo/src/cell.spec.ts': use('../test/road.js'),
      'libs/trip/src/trip.db-spec.ts': use('#testing'),
    },
  },
];

const purity: DependencyCase[] = [
  {
    rule: 'client-imports-types-only',
    broken: { 'packages/client/src/stream.ts': use('#contracts') },
    allowed: {
      'packages/client/src/frame.ts': useType('#contracts'),
      'packages/client/src/poll.ts': STUB,
      'packages/client/src/client.ts': use('./poll.js'),
    },
  },
  {
    rule: 'hooks-import-react-only',
    broken: { 'packages/client/src/react/use-rider.ts': use('#contracts') },
    allowed: {
      'packages/client/src/react/use-driver.ts': use('react'),
      'packages/client/src/connect.ts': STUB,
      'packages/client/src/react/use-trip.ts': use('../connect.js'),
    },
  },
  {
    rule: 'contracts-need-zod-only',
    broken: { 'libs/contracts/src/trip.ts': use('@nestjs/common') },
    allowed: {
      'libs/contracts/src/role.ts': use('zod'),
      'libs/contracts/src/trip.spec.ts': use('fast-check'),
    },
  },
  {
    rule: 'pure-code-needs-no-node',
    broken: {
      'libs/contracts/src/event.ts': use('node:crypto'),
      'libs/geo/src/road.ts': use('node:crypto'),
      'libs/dispatch/src/policy.ts': use('node:crypto'),
      'libs/trip/src/domain/decide.ts': use('node:crypto'),
      'libs/matching/src/domain/decide.ts': use('node:crypto'),
      'apps/web/src/page.ts': use('node:crypto'),
    },
    allowed: {
      'libs/trip/src/trip.service.ts': use('node:crypto'),
      'libs/geo/src/road.spec.ts': use('node:crypto'),
    },
  },
  {
    rule: 'pure-libs-need-no-framework',
    broken: {
      'libs/dispatch/src/policy.ts': use('rxjs'),
      'libs/geo/src/road.ts': use('pg'),
    },
    allowed: { 'libs/dispatch/src/heap.ts': use('flatqueue') },
  },
  {
    rule: 'domain-needs-no-packages',
    broken: {
      'libs/trip/src/domain/decide.ts': use('@nestjs/common'),
      'libs/matching/src/domain/decide.ts': use('typeorm'),
    },
    allowed: {
      'libs/trip/src/trip.service.ts': use('@nestjs/common'),
      'libs/trip/src/domain/decide.spec.ts': use('fast-check'),
    },
  },
  {
    rule: 'domain-looks-nowhere',
    broken: {
      'libs/trip/src/domain/decide.ts': use('../trip.repository.js'),
      'libs/matching/src/domain/decide.ts': use('#outbox'),
    },
    allowed: {
      'libs/trip/src/trip.repository.ts': STUB,
      'libs/trip/src/domain/evolve.ts': use('./trip-state.js'),
      'libs/trip/src/domain/trip-state.ts': use('#contracts'),
    },
  },
];

const hygiene: DependencyCase[] = [
  {
    rule: 'no-circular',
    // The cruiser reports a cycle at its first file only.
    broken: {
      'libs/trip/src/offer.ts':
        "import { trip } from './trip.js';\n\nexport const offer = () => trip;\n",
    },
    allowed: {
      'libs/trip/src/trip.ts':
        "import { offer } from './offer.js';\n\nexport const trip = () => offer;\n",
      'libs/trip/src/trip.service.ts': "export { trip } from './trip.js';\n",
    },
  },
  {
    rule: 'no-unresolvable',
    broken: {
      'libs/trip/src/trip.service.ts': use('#nowhere'),
      'libs/trip/src/rating.service.ts': use('./nowhere.js'),
    },
    allowed: { 'libs/trip/src/quote.service.ts': use('#geo') },
  },
  {
    rule: 'telemetry-in-one-folder',
    broken: { 'libs/outbox/src/span.ts': use('@opentelemetry/api') },
    allowed: { 'apps/api/src/telemetry/span.ts': use('@opentelemetry/api') },
  },
  {
    rule: 'no-dev-packages',
    broken: {
      'libs/trip/src/trip.service.ts': use('fast-check'),
      'libs/geo/src/chart.ts': use('echarts'),
    },
    allowed: {
      'libs/trip/src/trip.spec.ts': use('fast-check'),
      'libs/trip/src/id.ts': use('uuid'),
      'libs/geo/src/chart-type.ts': useType('echarts'),
      'apps/web/src/map.ts': use('leaflet'),
      'apps/simulator/src/chart.ts': use('echarts'),
      'libs/scenario/src/requests.ts': use('csv-parse'),
    },
  },
];

export const dependencyCases = [...arrows, ...entrances, ...purity, ...hygiene];
