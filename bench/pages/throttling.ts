/** How a visitor's device and connection are imitated by Chromium's debugger protocol. */
export interface Throttling {
  /** CSS pixels. */
  viewport: { width: number; height: number };
  /** Milliseconds from a request to the first byte of its answer, at least. */
  latencyMs: number;
  kilobitsPerSecond: number;
  /** How many times slower than this machine the processor is. */
  cpuSlowdown: number;
}

/** The figures of the desktop preset of Lighthouse 12 ("dense 4G"). */
const desktop: Throttling = {
  viewport: { width: 1280, height: 800 },
  latencyMs: 40,
  kilobitsPerSecond: 10_240,
  cpuSlowdown: 1,
};

/** A phone in a 4G network: the connection of WebPageTest's profile "4G". */
const phone: Throttling = {
  viewport: { width: 360, height: 740 },
  latencyMs: 170,
  kilobitsPerSecond: 9_000,
  cpuSlowdown: 1,
};

export const throttlings: readonly Throttling[] = [desktop, phone];
