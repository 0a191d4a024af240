import { fetchAnswer, fetchHeaders, type Answer } from '../http/fetch-answer.js';
import { withHeaders } from '../http/stream-target.js';
import type { Observations } from '../observe/observations.js';
import { failed, passed, skipped, type Check, type Outcome } from './check.js';
import { clauses } from './clauses.js';

/** Runs a check as a page of the origin, if one was named. */
const fromOrigin =
  (judge: (seen: Observations, origin: string) => Promise<Outcome>) =>
  (seen: Observations): Promise<Outcome> => {
    const { origin } = seen.options;
    return origin === undefined
      ? Promise.resolve(skipped('Only with --origin.'))
      : judge(seen, origin);
  };

const readAs = ({ options }: Observations, origin: string): Promise<Answer> =>
  fetchHeaders(withHeaders(options.target, { origin, accept: 'text/event-stream' }), options);

/** What a page of another origin may do. */
export const corsChecks: readonly Check[] = [
  {
    id: 'cors-origin',
    title: 'A page of the named origin may read the stream',
    level: 'required',
    why: 'Without Access-Control-Allow-Origin the browser hides the answer from the page, and EventSource fails for good.',
    clause: clauses.cors,
    run: fromOrigin(async (seen, origin) => {
      const { headers } = await readAs(seen, origin);
      const allowed = headers['access-control-allow-origin'];
      const detail = `Access-Control-Allow-Origin was ${allowed ?? 'missing'}.`;
      return allowed === origin || allowed === '*' ? passed(detail) : failed(detail);
    }),
  },
  {
    id: 'cors-credentials',
    title: 'The page may send cookies',
    level: 'recommended',
    why: 'EventSource can not send an Authorization header. With { withCredentials: true } it sends the cookie, if the server allows credentials and names the origin instead of *.',
    clause: clauses.cors,
    run: fromOrigin(async (seen, origin) => {
      const { headers } = await readAs(seen, origin);
      const credentials = headers['access-control-allow-credentials'];
      const isAllowed = credentials === 'true' && headers['access-control-allow-origin'] === origin;
      const detail = `Access-Control-Allow-Credentials was ${credentials ?? 'missing'}.`;
      return isAllowed ? passed(detail) : failed(detail);
    }),
  },
  {
    id: 'cors-preflight',
    title: 'The preflight allows Last-Event-ID and Authorization',
    level: 'recommended',
    why: 'A client that reads the stream with fetch sends both as headers. If the preflight does not name them, the browser does not send the request.',
    clause: clauses.cors,
    run: fromOrigin(async (seen, origin) => {
      const { target, timeoutMs } = seen.options;
      const preflight = withHeaders(target, {
        authorization: undefined,
        cookie: undefined,
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,last-event-id',
      });
      const { status, headers } = await fetchAnswer(preflight, { method: 'OPTIONS', timeoutMs });
      const allowed = (headers['access-control-allow-headers'] ?? '').toLowerCase().split(/[\s,]+/);
      const missing = ['authorization', 'last-event-id'].filter((name) => !allowed.includes(name));
      if (status < 200 || status > 299) return failed(`The preflight was answered with ${status}.`);
      return missing.length === 0
        ? passed('Both are allowed.')
        : failed(`Access-Control-Allow-Headers lacks ${missing.join(' and ')}.`);
    }),
  },
];
