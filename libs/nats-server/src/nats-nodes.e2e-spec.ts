import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, hasNatsServer, NatsCluster } from '#testing';
import { findNatsServer } from './find-nats-server.js';
import { NatsNodes } from './nats-nodes.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with a program of this text in the place of nats-server. */
function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tripstream-nats-server-'));
  folders.push(folder);
  writeFileSync(join(folder, 'nats-server'), text, { mode: 0o755 });
  return folder;
}

async function createNodes(folder: string, options = {}): Promise<NatsNodes> {
  const program = findNatsServer([folder]);
  const node = { port: await findFreePort(), clusterPort: await findFreePort() };
  return new NatsNodes({ program: program!, nodes: [node], ...options });
}

describe('nats-server on this machine', () => {
  it('the program is found in a folder that has it, and is undefined elsewhere', () => {
    const folder = folderWith('');
    expect(findNatsServer(['/nowhere', folder])).toBe(join(folder, 'nats-server'));
    expect(findNatsServer(['/nowhere'])).toBeUndefined();
  });

  it('a node that ends at once is an error that names the program and the port', async () => {
    const nodes = await createNodes(folderWith('#!/bin/sh\nexit 3\n'));
    await expect(nodes.start()).rejects.toThrow(/nats-server does not listen at port \d+\.$/);
  });

  it('a node that does not listen in time is an error, and does not run on', async () => {
    const folder = folderWith('#!/bin/sh\nexec sleep 600\n');
    const nodes = await createNodes(folder, { startLimitMs: 100 });
    await expect(nodes.start()).rejects.toThrow('does not listen');
    expect(() => process.kill(nodes.pids[0]!, 0)).toThrow('ESRCH');
  });

  it('a start ends with its signal', async () => {
    const folder = folderWith('#!/bin/sh\nexec sleep 600\n');
    const nodes = await createNodes(folder, { signal: AbortSignal.abort() });
    await expect(nodes.start()).rejects.toThrow('does not listen');
  });
});

const withNats = hasNatsServer ? describe : describe.skip;

withNats('a cluster (left out where nats-server is missing)', () => {
  it('a killed node starts again on its port, and its kills are counted', async () => {
    const cluster = await NatsCluster.start(2);
    try {
      const [first, second] = [cluster.url(0), cluster.url(1)];
      expect(cluster.urls(3)).toBe(`${second},${first}`);
      const before = cluster.pids[1];
      await cluster.killAndRestart(3);
      expect(cluster.kills).toEqual([0, 1]);
      expect(cluster.pids[1]).not.toBe(before);
      expect(cluster.url(1)).toBe(second);
    } finally {
      await cluster.stop();
    }
  });
});
