/** An event's place in a stream: what a subscriber was handed, or what the mailbox holds. */
export interface StreamPosition {
  stream: string;
  seq: number;
  /** The event's id. */
  id: string;
}

/** Places that break a promise, as text; all empty when every promise was kept. */
export interface DeliveryFindings {
  /** Committed and not delivered. */
  lost: string[];
  /** Delivered and never committed, or as another event than the committed one. */
  phantom: string[];
  /** Delivered more than once. */
  duplicated: string[];
  /** Delivered after a higher number of the same stream. */
  outOfOrder: string[];
  /** Numbers of a committed stream that aren't 1, 2, 3… */
  gaps: string[];
}

export const nothingFound: DeliveryFindings = {
  lost: [],
  phantom: [],
  duplicated: [],
  outOfOrder: [],
  gaps: [],
};

/**
 * Compares what one subscriber got, in the order it came, with what is committed.
 *
 * @param committed all events that the mailbox holds for the streams it follows
 */
export function checkDelivery(
  committed: readonly StreamPosition[],
  delivered: readonly StreamPosition[],
): DeliveryFindings {
  const wanted = new Set(committed.map(nameOf));
  const seen = new Set<string>();
  const last = new Map<string, number>();
  const findings: DeliveryFindings = structuredClone(nothingFound);
  for (const place of delivered) {
    const name = nameOf(place);
    if (!wanted.has(name)) findings.phantom.push(name);
    if (seen.has(name)) findings.duplicated.push(name);
    else if (place.seq <= (last.get(place.stream) ?? 0)) findings.outOfOrder.push(name);
    seen.add(name);
    last.set(place.stream, Math.max(place.seq, last.get(place.stream) ?? 0));
  }
  findings.lost = [...wanted].filter((name) => !seen.has(name));
  findings.gaps = gapsIn(committed);
  return findings;
}

function gapsIn(committed: readonly StreamPosition[]): string[] {
  const next = new Map<string, number>();
  const gaps: string[] = [];
  for (const place of [...committed].sort((a, b) => a.seq - b.seq)) {
    const expected = next.get(place.stream) ?? 1;
    if (place.seq !== expected) gaps.push(`${place.stream} ${expected}`);
    next.set(place.stream, place.seq + 1);
  }
  return gaps;
}

const nameOf = ({ stream, seq, id }: StreamPosition): string => `${stream} ${seq} ${id}`;
