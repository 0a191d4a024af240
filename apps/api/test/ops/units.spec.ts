import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '#testing';

const ops = fileURLToPath(new URL('../../../../ops', import.meta.url));
const deployPage = readFileSync(join(ops, '../docs/deploy.md'), 'utf8');
const units = readdirSync(join(ops, 'systemd'));
const textOf = (unit: string): string => readFileSync(join(ops, 'systemd', unit), 'utf8');
const services = units.filter((unit) => unit.endsWith('.service'));

/** @throws Error when the text has no such number */
function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`No ${pattern.source}`);
  return Number(found);
}

describe('the units of ops/systemd', () => {
  const isVerifiable = findProgram('systemd-analyze') !== undefined && findProgram('node');
  (isVerifiable ? it : it.skip)(
    'systemd-analyze accepts them (needs systemd-analyze and /usr/bin/node)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'tripstream-units-'));
      const copies = units.map((unit) => {
        // An instance, because a template alone is not complete.
        const copy = join(folder, unit.replace('@.', '@3001.'));
        copyFileSync(join(ops, 'systemd', unit), copy);
        return copy;
      });
      copyFileSync(
        join(ops, 'systemd/tripstream-gateway@.service'),
        join(folder, 'tripstream-gateway@.service'),
      );
      const { status, stderr } = spawnSync(
        'systemd-analyze',
        ['verify', '--man=no', '--recursive-errors=no', ...copies],
        { encoding: 'utf8', env: { ...WITHOUT_PAGER, SYSTEMD_UNIT_PATH: `${folder}:` } },
      );
      rmSync(folder, { recursive: true });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );

  it.each(services)('%s restarts, may open a file for each stream, and has few rights', (unit) => {
    const text = textOf(unit);
    const lines = text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Restart=always',
        'DynamicUser=yes',
        'NoNewPrivileges=yes',
        'ProtectSystem=strict',
        'CapabilityBoundingSet=',
      ]),
    );
    expect(numberIn(text, /^LimitNOFILE=(\d+)$/m)).toBeGreaterThan(20_000);
  });

  it('a gateway gets no file with the secrets of the database', () => {
    expect(textOf('tripstream-gateway@.service')).not.toContain('api.env');
  });
});

describe('the times of ops and of docs/deploy.md', () => {
  const delay = numberIn(deployPage, /^DRAIN_DELAY_SECONDS=(\d+)$/m);
  const drain = numberIn(deployPage, /^DRAIN_SECONDS=(\d+)$/m);
  const haproxy = readFileSync(join(ops, 'haproxy.cfg'), 'utf8');
  const nginx = readFileSync(join(ops, 'nginx.conf'), 'utf8');

  it.each(services)('%s gives a process the time for its drain and its end', (unit) => {
    const END_SECONDS = 5;
    const limit = numberIn(textOf(unit), /^TimeoutStopSec=(\d+)$/m);
    expect(limit).toBeGreaterThan(delay + drain + END_SECONDS);
  });

  it('a balancer keeps the streams of old workers for longer than a drain takes', () => {
    expect(numberIn(haproxy, /hard-stop-after (\d+)s/)).toBeGreaterThan(drain);
    expect(numberIn(nginx, /worker_shutdown_timeout (\d+)s/)).toBeGreaterThan(drain);
  });

  it('HAProxy takes a process out before the delay of its drain is over', () => {
    const checks = numberIn(haproxy, /fall (\d+)/) * numberIn(haproxy, /check inter (\d+)s/);
    expect(delay).toBeGreaterThan(checks);
  });
});

const WITHOUT_PAGER = { PATH: '/usr/bin:/bin', SYSTEMD_PAGER: '' };
