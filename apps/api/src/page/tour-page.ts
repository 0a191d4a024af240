import { codeBlock, escapeHtml, layout } from './page-layout.js';

/** The placeholder that `tourPage` replaces by the server's address. */
const EXAMPLE_ORIGIN = 'http://127.0.0.1:3000';

const JSON_TYPE = `-H 'Content-Type: application/json'`;
const BEARER = `-H "Authorization: Bearer $TOKEN"`;

const SIGN_UP = String.raw`BASE=${EXAMPLE_ORIGIN}
TOKEN=$(curl -s $BASE/v1/sessions ${JSON_TYPE} \
  -d '{"role":"rider","name":"Ada"}' \
  | sed 's/.*"token":"\([^"]*\)".*/\1/')`;

const REQUEST = String.raw`curl -s $BASE/v1/trips ${BEARER} \
  ${JSON_TYPE} \
  -d '{"pickup":{"lat":40.758,"lng":-73.9855},
       "dropoff":{"lat":40.7484,"lng":-73.9857}}'`;

const WATCH = String.raw`curl -sN $BASE/v1/riders/me/stream ${BEARER} \
  | tee /tmp/ride.txt`;

const DRIVE = `node examples/play-driver.js --url ${EXAMPLE_ORIGIN}`;

const RESUME = String.raw`ID=$(sed -n 's/^id: //p' /tmp/ride.txt | tail -n 1)
curl -N $BASE/v1/riders/me/stream ${BEARER} \
  -H "Last-Event-ID: $ID"`;

const LINKS: [href: string, text: string][] = [
  ['/docs', 'Every route with its schemas, to read and to try'],
  ['/openapi.json', 'The same as an OpenAPI 3.1 document'],
  ['/asyncapi.json', 'Every stream and what it carries, as an AsyncAPI 3.1 document'],
  ['/errors', 'Every error code, and whether a retry helps'],
  ['/health/ready', 'Whether the database answers and the outbox tail follows it'],
  ['/metrics', 'Counters and latencies for Prometheus'],
];

const step = (title: string, text: string, block: string): string =>
  `<li><h3>${escapeHtml(title)}</h3><p>${text}</p>${block}</li>`;

const link = ([href, text]: [string, string]): string =>
  `<div><dt><a href="${href}">${href}</a></dt><dd>${escapeHtml(text)}</dd></div>`;

const steps = [
  step(
    'Become a rider',
    'With <code>AUTH_MODE=demo</code>, the default on the embedded database, anybody gets a token. Otherwise bring one of your own issuer.',
    codeBlock('Command: become a rider', SIGN_UP),
  ),
  step(
    'Ask for a ride',
    'The answer shows the trip. It is <code>matching</code> now, and looks for a driver for five minutes unless set otherwise.',
    codeBlock('Command: ask for a ride', REQUEST),
  ),
  step(
    'Watch',
    'First comes the verdict on your cursor, then a snapshot, then each event when it has committed. A comment every few seconds shows that the line is alive.',
    codeBlock('Command: watch the stream', WATCH),
  ),
  step(
    'Play the driver',
    'In a second terminal, in the folder of the project. The script asks for the PIN, which the snapshot shows to the rider only.',
    codeBlock('Command: play the driver', DRIVE),
  ),
  step(
    'Cut the line and come back',
    'When the driver asks for the PIN, press Ctrl-C in the first terminal. Type the PIN in the second one, then come back with the last <code>id</code> you were sent. You get exactly what you missed.',
    codeBlock('Command: resume the stream', RESUME),
  ),
];

const PAGES: [href: string, text: string][] = [
  ['/rider', 'Ask for a ride and watch it come'],
  ['/driver', 'Go on duty and take rides'],
  ['/city', 'Every trip and driver at once'],
];

const page = layout({
  title: 'Tripstream',
  description: 'The trip-status system of a ride-hailing service, over Server-Sent Events.',
  body: `<header>
<h1>Tripstream</h1>
<p class="lead">The trip-status system of a ride-hailing service. A rider asks for a ride, the matching engine finds a driver, and both see every step once it has committed, over Server-Sent Events.</p>
</header>
<main>
<h2>Look at it</h2>
<dl>${PAGES.map(link).join('')}</dl>
<h2>Watch a ride with curl</h2>
<p>Five commands for bash or zsh. A click selects a whole command.</p>
<ol class="route">${steps.join('')}</ol>
<h2>What this server offers</h2>
<dl>${LINKS.map(link).join('')}</dl>
</main>`,
});

/**
 * The page `GET /tour`: an introduction, and a ride with curl. Its commands contain the address of
 * the server, so that they work when copied.
 *
 * @param origin '' when the request names none
 */
export const tourPage = (origin: string): string =>
  origin === '' ? page : page.replaceAll(EXAMPLE_ORIGIN, origin);
