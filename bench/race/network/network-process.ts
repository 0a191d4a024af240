import { serveCalls } from '../../streams/process/serve-calls.js';
import type { LoopbackCertificate } from '#testing';
import { startBufferingProxy, type BufferingProxy } from './buffering-proxy.js';
import { MeteredLink, type Traffic } from './metered-link.js';

/** What the network of one way is to do. */
export interface LinkPlan {
  link: number;
  target: number;
  delayMs: number;
  cutShare: number;
}

/** The calls of the process that is the network between all clients and servers. */
export interface NetworkCalls {
  /** Opens a link for each way. @returns their ports */
  open(count: number): Promise<number[]>;
  configure(plan: LinkPlan): void;
  /** Starts a proxy before a server. @returns its port */
  startProxy(proxy: { target: number; certificate: LoopbackCertificate }): Promise<number>;
  /** Resets all connections. */
  resetAll(_: null): void;
  /** The traffic of each link so far. */
  read(_: null): Traffic[];
}

const links: MeteredLink[] = [];
const proxies: BufferingProxy[] = [];

const calls: NetworkCalls = {
  open: async (count) => {
    while (links.length < count) links.push(await MeteredLink.open());
    return links.map(({ port }) => port);
  },
  configure: ({ link, ...plan }) => {
    links[link]?.configure(plan);
  },
  startProxy: async ({ target, certificate }) => {
    const proxy = await startBufferingProxy(target, certificate);
    proxies.push(proxy);
    return proxy.port;
  },
  resetAll: () => {
    for (const link of links) link.cut(1);
  },
  read: () => links.map((link) => link.read()),
};

serveCalls(calls, async () => {
  await Promise.all(links.map((link) => link.close()));
  for (const proxy of proxies) proxy.close();
});
