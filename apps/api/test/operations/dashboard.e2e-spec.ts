import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasNatsServer, hasPrometheus, NatsCluster, Prometheus, runPromtool } from '#testing';
import { api, rideTo, startTestServer, type TestServer } from '#api-harness';

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../../ops/${name}`, import.meta.url));
const rules = readFileSync(pathOf('prometheus/alerts.yml'), 'utf8');
const operations = readFileSync(
  fileURLToPath(new URL('../../../../docs/operations.md', import.meta.url)),
  'utf8',
);

interface Panel {
  title: string;
  type: string;
  description?: string;
  datasource?: { uid: string };
  targets?: { expr: string; datasource: { uid: string } }[];
}
const dashboard = JSON.parse(readFileSync(pathOf('grafana/tripstream.json'), 'utf8')) as {
  panels: Panel[];
};
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** The expressions of the panels, with the variables that Grafana fills in. */
const queries = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({
    title,
    expr: expr.replaceAll('$shard', '.*').replaceAll('$__rate_interval', '1m'),
  })),
);

/** The names of alerts and their expressions, which stand in one line or in a block. */
const alerts = [
  ...rules.matchAll(/- alert: (\w+)\n +expr: (?:\|\n((?: {10}.*\n)+)|'?(.*?)'?\n)/g),
].map(([, title = '', block, line]) => ({ title, expr: block ?? line ?? '' }));

/** The names of metrics in an expression; a histogram has three for each. */
const namesIn = (expression: string): string[] =>
  [...expression.matchAll(/\b((?:tripstream|nodejs|process)_\w+)/g)].map(([, name = '']) =>
    name.replace(/_(bucket|sum|count)$/, ''),
  );

/** Panels of which a server without webhooks and without closed streams has no series. */
const WITHOUT_SERIES = new Set(['Streams closed', 'Webhooks', 'Lag of webhooks']);

const withPrometheus = hasPrometheus ? describe : describe.skip;

withPrometheus('dashboard and alerts (left out where Prometheus is missing)', () => {
  let server: TestServer;
  let cluster: NatsCluster | undefined;
  let prometheus: Prometheus;
  let declared: Set<string>;

  beforeAll(async () => {
    cluster = hasNatsServer ? await NatsCluster.start(1) : undefined;
    server = await startTestServer(cluster ? { NATS_URL: cluster.url(), SHARD: 'nyc' } : {});
    await rideTo(server, 'completed');
    const { body } = await api(server).get<string>('/metrics');
    declared = new Set([...body.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name));
    const target = new URL(server.url).host;
    prometheus = await Prometheus.start([{ target, labels: { shard: 'nyc', role: 'all' } }]);
  });

  afterAll(async () => {
    await prometheus.stop();
    await server.drop();
    await cluster?.stop();
  });

  it('Prometheus understands each expression of a panel', async () => {
    expect(queries.length).toBeGreaterThan(30);
    for (const { expr } of queries) await prometheus.query(expr);
  });

  it('Prometheus understands each expression of an alert', async () => {
    expect(alerts.length).toBeGreaterThan(15);
    for (const { expr } of alerts) await prometheus.query(expr);
  });

  it('the server has every metric that a panel or an alert names', () => {
    const missing = [...queries, ...alerts].flatMap(({ title, expr }) =>
      namesIn(expr)
        .filter((name) => !declared.has(name))
        .map((name) => `${title}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('each panel names at least one metric, its datasource, and what it shows', () => {
    for (const { title, description, datasource, targets = [] } of panels) {
      expect({ title, has: targets.every(({ expr }) => namesIn(expr).length > 0) }).toEqual({
        title,
        has: true,
      });
      expect(description).toMatch(/\w.*\.$/);
      for (const source of [datasource, ...targets.map((target) => target.datasource)]) {
        expect(source?.uid).toBe('${DS_PROMETHEUS}');
      }
    }
  });

  it('panels of a server that has served a ride have series', async () => {
    const empty: string[] = [];
    for (const panel of panels) {
      const own = queries.filter(({ title }) => title === panel.title);
      // A rate needs two scrapes; the sum of the series shows that the selector finds some.
      const selectors = own.flatMap(({ expr }) => expr.match(/\b[a-z0-9_]+\{[^}]*\}/g) ?? []);
      const found = await Promise.all(selectors.map((selector) => prometheus.query(selector)));
      if (found.every((samples) => samples.length === 0)) empty.push(panel.title);
    }
    expect(empty.filter((title) => !WITHOUT_SERIES.has(title))).toEqual([]);
  });

  it('promtool accepts the rules and the example configuration', () => {
    expect(runPromtool('check', 'rules', pathOf('prometheus/alerts.yml'))).toMatchObject({
      status: 0,
      output: expect.stringContaining(`${alerts.length} rules found`),
    });
    const example = pathOf('prometheus/prometheus.yml');
    expect(runPromtool('check', 'config', example)).toMatchObject({ status: 0 });
  });

  it('each alert fires when it should, and not otherwise', () => {
    const cases = readFileSync(pathOf('prometheus/alerts.test.yml'), 'utf8');
    for (const { title } of alerts) {
      // One case in which it fires, and one in which it does not.
      expect({ title, cases: cases.split(`alertname: ${title}\n`).length - 1 }).toEqual({
        title,
        cases: 2,
      });
    }
    expect(runPromtool('test', 'rules', pathOf('prometheus/alerts.test.yml'))).toMatchObject({
      status: 0,
    });
  });

  it('docs/operations.md has a row for each alert', () => {
    expect(
      alerts.map(({ title }) => title).filter((title) => !operations.includes(`| ${title} |`)),
    ).toEqual([]);
  });
});
