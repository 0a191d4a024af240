import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { missing } from '../languages/example-clients.js';

const page = readFileSync(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');

/** The one block of code of a language on the page. */
function readSnippet(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page) ?? [];
  if (!code) throw new Error(`The page has no code in ${language}.`);
  return code;
}

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"type":"trip.completed","data":{"name":"Zoë"}}';

/** Signs as the specification says. */
function sign(secret: string, seconds: number): Record<string, string> {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`msg_1.${seconds}.${BODY}`).digest('base64');
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,bm90IHRoaXM= v1,${signature}`,
  };
}

const now = Math.floor(Date.now() / 1000);
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
/** Messages as `[headers, body, secret]`: an authentic one, and three that are not. */
const messages = [
  [sign(SECRET, now), BODY, SECRET],
  [sign(SECRET, now), `${BODY} `, SECRET],
  [sign(other, now), BODY, SECRET],
  [sign(SECRET, now - 3_600), BODY, SECRET],
];
const verdicts = [true, false, false, false];

const inNode = `${readSnippet('js')}
const [messages] = process.argv.slice(-1).map(JSON.parse);
console.log(JSON.stringify(messages.map((message) => isAuthentic(...message))));`;

const inPython = `${readSnippet('python')}
import json, sys
messages = json.loads(sys.argv[1])
print(json.dumps([is_authentic(headers, body.encode(), secret) for headers, body, secret in messages]))`;

describe('the code for receivers in docs/webhooks.md', () => {
  it('verifies signatures in Node', () => {
    const command = ['--input-type=module', '-e', inNode, '--', JSON.stringify(messages)];
    expect(JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }))).toEqual(
      verdicts,
    );
  });

  const lacking = missing('python3', [3, 9]);
  // A missing tool is named in the title, so that a green run does not claim more than it tested.
  (lacking === undefined ? it : it.skip)(
    `verifies signatures in Python${lacking === undefined ? '' : ` (left out: ${lacking})`}`,
    () => {
      const command = ['-I', '-c', inPython, JSON.stringify(messages)];
      expect(JSON.parse(execFileSync('python3', command, { encoding: 'utf8' }))).toEqual(verdicts);
    },
  );
});
