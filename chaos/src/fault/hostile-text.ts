import type { Trip } from '#contracts';
import { RawClient, codeOf, send, type RawResponse } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import type { Experiment, Fault } from '../run/experiment.js';

const HOSTILE_TEXTS = [
  'a\rb',
  'a\nb',
  'a\r\n\r\nb',
  'a\0b',
  'a\u2028b',
  'a\u2029b',
  'a\u0085b',
  '\uFEFFa',
  '\uD800',
  'a\u202Eb',
  '<script>alert(1)</script>',
  '"}',
  '\\',
  "'; DROP TABLE trip;--",
  '${7*7}',
  '__proto__',
  'constructor',
  'x\n\nid: x-99\ndata: forged\n\n',
  'event: error',
  ': comment',
  '{"level":60,"msg":"forged"}',
  'x\n{"level":60,"msg":"forged"}',
  '%s%n',
  '\u001b[2J',
];

/** Bodies that are invalid as a whole: a name, the body, and the statuses that are allowed. */
const HOSTILE_BODIES: [string, string, number[]][] = [
  ['10,000-deep array', '['.repeat(10_000) + ']'.repeat(10_000), [400, 413, 422]],
  ['10,000-deep object', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), [400, 413, 422]],
  ['1 MB', JSON.stringify({ role: 'rider', name: 'x'.repeat(1_000_000) }), [413]],
  ['__proto__', '{"role":"rider","name":"Ada","__proto__":{"role":"ops"}}', [400]],
  ['escaped __proto__', '{"role":"rider","name":"Ada","\\u005f_proto__":{}}', [400]],
  ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', [400]],
  ['a lone brace', '{', [400]],
  ['NaN', '{"role":NaN}', [400]],
];

const hostileText: Fault = {
  name: 'hostile-text',
  description:
    'every text field with CR, LF, NUL, U+2028, HTML, SQL, __proto__; deep JSON, 1 MB bodies',
  population: { riders: 3, drivers: 4 },
  async inject(experiment) {
    const { target, findings } = experiment;
    findings.markChecked('P16');
    for (const text of HOSTILE_TEXTS) await sendInEveryField(experiment, text);
    for (const [name, body, allowed] of HOSTILE_BODIES) {
      const answer = await send(target.serverProxy.url, {
        method: 'POST',
        path: '/v1/sessions',
        body,
      });
      const isRight = allowed.includes(answer.status) && codeOf(answer) !== undefined;
      findings.expect('P16', isRight, `${name} was answered ${answer.status}`);
    }
    for (const server of target.servers) expectOneLineEach(server.output, findings);
  },
};

/** Sends the text in every field that a rider or a driver fills in. */
async function sendInEveryField({ target, findings }: Experiment, text: string): Promise<void> {
  const baseUrl = target.server(0).url;
  const signUpAs = async (role: 'rider' | 'driver'): Promise<RawClient> => {
    const request = { method: 'POST', path: '/v1/sessions', body: { role, name: text } };
    const answer = await send(baseUrl, request);
    checkField({ answer, text, field: `name of a ${role}`, findings });
    return RawClient.signUp(baseUrl, role, answer.status === 201 ? text : 'Ada');
  };
  const rider = await signUpAs('rider');
  const driver = await signUpAs('driver');
  const probe = await rider.openStream();
  for (const field of ['model', 'colour', 'plate']) {
    const vehicle = { model: 'm', colour: 'c', plate: 'p', [field]: text };
    const body = { status: 'offline', vehicle };
    const answer = await driver.send({ method: 'PUT', path: '/v1/drivers/me/availability', body });
    checkField({ answer, text, field, findings });
  }
  const trip = (await rider.post('/v1/trips', { pickup: PICKUP, dropoff: DROPOFF })).body as Trip;
  const cancel = (reason: string): Promise<RawResponse> =>
    rider.post(`/v1/trips/${trip.id}/cancel`, { reason });
  const answer = await cancel(text);
  checkField({ answer, text, field: 'reason', findings });
  if (answer.status === 422) await cancel('Plans changed');
  const rated = await rider.post(`/v1/trips/${trip.id}/rating`, { stars: 5, comment: text });
  checkField({ answer: rated, text, field: 'comment', findings });
  await probe.next(({ event }) => event === 'trip.cancelled', { timeoutMs: 10_000 });
  findings.expect('P16', probe.violations.length === 0, probe.violations.join('; '));
  const numbers = probe.frames.flatMap(({ id }) => id?.split('-')[1] ?? []).map(Number);
  const isRising = numbers.every((seq, index) => seq >= (numbers[index - 1] ?? 0));
  findings.expect('P16', isRising, `${JSON.stringify(text)} moved a cursor: ${numbers.join()}`);
  await probe.close();
}

interface FieldResult {
  answer: RawResponse;
  text: string;
  field: string;
  findings: Experiment['findings'];
}

/** The server must refuse the text with a validation problem or accept it; it must not fail. */
function checkField({ answer, text, field, findings }: FieldResult): void {
  const { status } = answer;
  const shown = `${field} ${JSON.stringify(text)} was answered ${status}`;
  findings.expect('P16', status < 500 && status !== 400, shown);
  if (status !== 422) return;
  findings.expect('P16', codeOf(answer) === 'VALIDATION_FAILED', `${shown} ${answer.text}`);
}

/** Each line of the log must be one JSON object, so that no text from a user forges a line. */
function expectOneLineEach(output: string, findings: Experiment['findings']): void {
  // Only the end of the log is kept, so its first line may be incomplete.
  for (const line of output.split('\n').slice(1).filter(Boolean)) {
    const parsed = parse(line);
    const isForged = parsed === undefined || parsed.msg === 'forged';
    if (isForged) findings.reportViolation('P16', `a line of the log: ${line.slice(0, 200)}`);
  }
}

function parse(line: string): { msg?: unknown } | undefined {
  try {
    return JSON.parse(line) as { msg?: unknown };
  } catch {
    return undefined;
  }
}

export const hostileTextFaults: Fault[] = [hostileText];
