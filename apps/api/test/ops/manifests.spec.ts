import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';
import { Metrics, Settings } from '#platform';

const folder = new URL('../../../../ops/k8s/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}

const MODELS = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
};

const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
const manifests = files.flatMap((name) =>
  parseAllDocuments(read(name)).map((document) => document.toJS() as Manifest),
);

const ofKind = <Kind extends keyof typeof MODELS>(kind: Kind) =>
  manifests
    .filter((manifest) => manifest.kind === kind)
    .map((manifest) => new MODELS[kind](manifest as never) as InstanceType<(typeof MODELS)[Kind]>);

const deployments = ofKind('Deployment');
const podOf = (deployment: Deployment) => deployment.spec!.template;
const containerOf = (deployment: Deployment) => podOf(deployment).spec!.containers[0]!;
const [settings] = ofKind('ConfigMap');

type Labels = Record<string, string> | undefined;
const selects = (selector: Labels, labels: Labels): boolean =>
  selector !== undefined &&
  Object.entries(selector).every(([name, value]) => labels?.[name] === value);

describe('the manifests of ops/k8s', () => {
  it.each(manifests.map((manifest) => ({ name: manifest.metadata.name, manifest })))(
    '$manifest.kind $name has the form of its kind',
    ({ manifest }) => {
      const Model = MODELS[manifest.kind as keyof typeof MODELS];
      expect(Model).toBeDefined();
      const model = new Model(manifest);
      expect(() => {
        model.validate();
      }).not.toThrow();
      expect(manifest.apiVersion).toBe(model.apiVersion);
    },
  );

  it('a wrong manifest is found', () => {
    const wrong = { metadata: { name: 'x' }, spec: { replicas: 'three' } };
    expect(() => {
      new Deployment(wrong as never).validate();
    }).toThrow('replicas');
  });

  it('every manifest is in the kustomization', () => {
    const { resources } = parse(read('kustomization.yaml')) as { resources: string[] };
    expect([...resources].sort()).toEqual([...files].sort());
  });
});

describe('the parts of the manifests fit together', () => {
  it('each selector selects pods of exactly one deployment, or all', () => {
    const selectors = [
      ...ofKind('Service').map(({ spec }) => spec?.selector),
      ...ofKind('PodDisruptionBudget').map(({ spec }) => spec?.selector?.matchLabels),
      ...ofKind('NetworkPolicy').map(({ spec }) => spec?.podSelector.matchLabels),
      ...deployments.map(({ spec }) => spec?.selector.matchLabels),
    ] as Labels[];
    for (const selector of selectors) {
      const found = deployments.filter((deployment) =>
        selects(selector, podOf(deployment).metadata?.labels),
      );
      expect(found.length).toBe(Object.keys(selector!).length === 1 ? deployments.length : 1);
    }
  });

  it('services, ingresses and the autoscaler name what exists', () => {
    const services = ofKind('Service').map(({ metadata }) => metadata?.name);
    const backends = ofKind('Ingress').flatMap(({ spec }) =>
      (spec?.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
    );
    for (const { service } of backends) expect(services).toContain(service?.name);
    const names = deployments.map(({ metadata }) => metadata?.name);
    for (const { spec } of ofKind('HorizontalPodAutoscaler')) {
      expect(names).toContain(spec?.scaleTargetRef.name);
    }
  });

  it('every setting is one of the server, with a value that it takes', () => {
    for (const deployment of deployments) {
      const given: Record<string, string> = { ...settings!.data };
      for (const { name, value } of containerOf(deployment).env ?? []) {
        // Node.js reads this one itself. The others without a value come from a Secret.
        if (name !== 'NODE_OPTIONS') given[name] = value ?? SECRETS[name] ?? '';
      }
      expect(() => Settings.from(given)).not.toThrow();
      for (const name of Object.keys(given)) expect(documented).toContain(`\n${name}=`);
    }
  });

  it('a gateway gets no secret of the database', () => {
    const gateway = deployments.find(({ metadata }) => metadata?.name === 'tripstream-gateway')!;
    const secrets = (containerOf(gateway).env ?? []).map(
      ({ valueFrom }) => valueFrom?.secretKeyRef,
    );
    expect(JSON.stringify(secrets)).not.toMatch(/database|tripstream-api/);
  });

  it('the ports are those of the settings', () => {
    for (const deployment of deployments) {
      const ports = containerOf(deployment).ports?.map(({ name, containerPort }) => [
        name,
        String(containerPort),
      ]);
      expect(ports).toEqual([
        ['http', settings!.data!['PORT']],
        ['metrics', settings!.data!['METRICS_PORT']],
      ]);
    }
  });

  it('a process has the time for preStop, its drain and its end', () => {
    const { drain } = Settings.from({ ...settings!.data });
    for (const deployment of deployments) {
      const [, sleep] = containerOf(deployment).lifecycle?.preStop?.exec?.command ?? [];
      const grace = podOf(deployment).spec!.terminationGracePeriodSeconds ?? 0;
      const END_SECONDS = 5;
      expect(grace).toBeGreaterThan(
        Number(sleep) + (drain.delayMs + drain.spreadMs) / 1000 + END_SECONDS,
      );
    }
  });

  it('the autoscaler follows a metric that the server has, below the limit of a process', async () => {
    const [autoscaler] = ofKind('HorizontalPodAutoscaler');
    const pods = autoscaler!.spec!.metrics!.find(({ type }) => type === 'Pods')!.pods!;
    expect(String(await new Metrics().render())).toContain(`# HELP ${pods.metric.name} `);
    const { maxPerProcess } = Settings.from({}).streams;
    expect(Number(pods.target.averageValue)).toBeLessThan(maxPerProcess);
  });

  it('no container may do what it does not need', () => {
    for (const deployment of deployments) {
      expect(podOf(deployment).spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(containerOf(deployment).securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });
});

const documented = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');
const SECRETS: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://tripstream:secret@postgres/tripstream',
  NATS_URL: 'tls://user:secret@nats:4222',
};
