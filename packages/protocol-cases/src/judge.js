/** Allows for timers that fire a little early, and for the time that a request takes. */
const TOLERANCE_MS = 50;
/** How much later a request may arrive than the client decided, where the referee measures itself. */
const LATE_MS = 5_000;

/**
 * Compares what a client did with what a case expects.
 *
 * @param {object} testCase a case of `cases/streams/*.json`
 * @param {object} observed
 * @param {{ accept: string, lastEventId?: string, cursorParameter?: string, authorization?: string,
 *   waitMs?: number, silenceMs?: number }[]} observed.requests the requests in their order;
 *   `waitMs`: the time since the response before; `silenceMs`: how long the client waited for a byte
 * @param {object[]} observed.delivered the messages that the client handed over, in their order
 * @param {object} observed.end how the stream ended
 * @param {number[]} [observed.waitsMs] the waits that the client decided on, for a client whose clock is
 *   controlled; they replace the measured ones
 * @returns {string[]} the problems; empty when the client has passed
 */
export function judge(testCase, { requests, delivered, end, waitsMs }) {
  const { exchanges, expected } = testCase;
  const problems = exchanges.flatMap((exchange, index) =>
    problemsOfExchange(exchange, {
      number: index + 1,
      seen: requests[index],
      before: requests[index - 1],
      tokens: testCase.client.tokens,
      decidedMs: waitsMs?.[index - 1],
    }),
  );
  if (requests.length > exchanges.length) {
    problems.push(`${requests.length} requests were sent, and ${exchanges.length} are expected`);
  }
  problems.push(...problemsOfMessages(expected.delivered, delivered ?? []));
  for (const [key, value] of Object.entries(expected.end)) {
    if (end?.[key] !== value)
      problems.push(`end.${key} is ${show(end?.[key])}, not ${show(value)}`);
  }
  return problems;
}

function problemsOfExchange({ request, response }, { number, seen, before, tokens, decidedMs }) {
  const at = `request ${number}`;
  if (!seen) return [`${at} was not sent`];
  const problems = [];
  if (!seen.accept?.includes(request.accept)) {
    problems.push(`${at} accepts ${show(seen.accept)}, not ${request.accept}`);
  }
  problems.push(...problemsOfCursor(at, { request, seen }));
  problems.push(...problemsOfToken(at, { request, seen, before, tokens }));
  if (request.waitMs) {
    const { min, max } = request.waitMs;
    const waitMs = decidedMs ?? seen.waitMs;
    const late = decidedMs === undefined ? LATE_MS : 0;
    problems.push(...problemsOfTime(`the wait before ${at}`, waitMs, { min, max: max + late }));
  }
  if (response.silenceMs) {
    const { min, max } = response.silenceMs;
    const range = { min, max: max + LATE_MS };
    problems.push(...problemsOfTime(`the silence of response ${number}`, seen.silenceMs, range));
  }
  return problems;
}

/** A cursor that ends in -0 means the same as none. */
function problemsOfCursor(at, { request, seen }) {
  const sent = [seen.lastEventId, seen.cursorParameter].filter(Boolean);
  const cursors = [...new Set(sent.map((cursor) => (cursor.endsWith('-0') ? null : cursor)))];
  if (cursors.length > 1) return [`${at} has two cursors, ${cursors.join(' and ')}`];
  const cursor = cursors[0] ?? null;
  return cursor === request.cursor
    ? []
    : [`${at} presents the cursor ${show(cursor)}, not ${show(request.cursor)}`];
}

function problemsOfToken(at, { request, seen, before, tokens }) {
  const numberOf = (sent) => tokens.indexOf(sent?.authorization?.replace(/^Bearer /, ''));
  if (numberOf(seen) < 0) return [`${at} carries ${show(seen.authorization)}, which is no token`];
  if (numberOf(seen) < numberOf(before))
    return [`${at} carries an older token than the one before`];
  const isNew = numberOf(seen) > numberOf(before);
  return request.newToken && !isNew ? [`${at} carries the token of the request before`] : [];
}

function problemsOfTime(what, milliseconds, { min = 0, max = Infinity }) {
  if (milliseconds === undefined) return [`${what} is unknown`];
  if (milliseconds < min - TOLERANCE_MS) return [`${what} is ${milliseconds} ms, less than ${min}`];
  return milliseconds > max ? [`${what} is ${milliseconds} ms, more than ${max}`] : [];
}

function problemsOfMessages(expected, delivered) {
  const problems = expected.flatMap((message, index) => {
    const found = summaryOf(delivered[index], message);
    return isEqual(found, message)
      ? []
      : [`message ${index + 1} is ${show(found)}, not ${show(message)}`];
  });
  if (delivered.length > expected.length) {
    problems.push(
      `${delivered.length} messages were delivered, and ${expected.length} are expected`,
    );
  }
  return problems;
}

/** The parts of a delivered message that the expected one names. */
function summaryOf(message, expected) {
  if (!message) return undefined;
  const { kind, cursor, data } = message;
  const parts = kind === 'event' ? { kind, cursor, data, id: data?.id, type: data?.type } : message;
  return Object.fromEntries(Object.keys(expected).map((key) => [key, parts[key]]));
}

function isEqual(one, other) {
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') {
    return one === other;
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isEqual(one[key], other[key]));
}

const show = (value) => String(JSON.stringify(value)).slice(0, 200);
