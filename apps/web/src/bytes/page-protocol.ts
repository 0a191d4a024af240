/**
 * The protocol by which this page came, such as `h2` (Resource Timing, `nextHopProtocol`). A stream
 * uses the same connection or one like it; the browser names that of the stream only after its end.
 *
 * @returns undefined when the browser does not say it
 */
export function pageProtocol(): string | undefined {
  const [entry] = performance.getEntriesByType('navigation');
  const protocol = entry instanceof PerformanceNavigationTiming ? entry.nextHopProtocol : '';
  return protocol === '' ? undefined : protocol;
}
