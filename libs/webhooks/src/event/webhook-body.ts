import type { AnyCloudEvent } from '#contracts';

/** Fields of the data that partners do not see: who at the company acted, and what a person typed. */
const HIDDEN_FIELDS = ['operator', 'reason'];
/** Objects in the data, with the fields in them that partners do not see. */
const HIDDEN_INSIDE: Readonly<Record<string, string>> = {
  rider: 'rating',
  driver: 'rating',
  cancellation: 'reason',
};

type Members = Record<string, unknown>;

/**
 * Writes the body of a delivery from the stored event. It depends on the event alone, so each
 * attempt and each replay has the same bytes.
 *
 * @param json a CloudEvent
 * @returns `{"type", "timestamp", "subject", "data"}`, in the form of Standard Webhooks
 */
export function toWebhookBody(json: string): string {
  const { type, time, subject, data } = JSON.parse(json) as AnyCloudEvent;
  const shown = subject.startsWith('webhook/') ? data : reduce(data);
  return JSON.stringify({ type, timestamp: time, subject, data: shown });
}

function reduce(data: Members): Members {
  const shown = omit(data, HIDDEN_FIELDS);
  for (const name of ['trip', 'offer']) {
    if (isMembers(shown[name])) shown[name] = reduceInside(shown[name]);
  }
  return shown;
}

function reduceInside(object: Members): Members {
  const shown = { ...object };
  for (const [name, hidden] of Object.entries(HIDDEN_INSIDE)) {
    if (isMembers(shown[name])) shown[name] = omit(shown[name], [hidden]);
  }
  return shown;
}

const omit = (object: Members, hidden: readonly string[]): Members =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !hidden.includes(name)));

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;
