import { until } from '#testing';

/** Whether the relay of a process publishes, by its metrics. */
export const isRelay = async ({ url }: { url: string }): Promise<boolean> =>
  /^tripstream_relay_active 1$/m.test(await (await fetch(`${url}/metrics`)).text());

/** Waits until the relay of a process publishes. */
export const untilRelays = (server: { url: string }): Promise<unknown> =>
  until('the relay publishes', () => isRelay(server));
