/**
 * Files that ESLint judges by the rules that hold at their path: with a fault, and near misses.
 */
export interface LintCase {
  /** Completes the sentence "ESLint reports …" or "ESLint accepts …". */
  shape: string;
  path: string;
  source: string;
}

export interface FaultyCase extends LintCase {
  /** The rules that report the file, sorted. */
  rules: string[];
  /** A part of the message, where one rule forbids several shapes. */
  message?: string;
}

const repeat = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const statements = (count: number) =>
  `export function fill(list: number[]) {\n${repeat(count - 2, () => '  list.push(1);')}\n}\n`;

const constants = (count: number) =>
  `${repeat(count, (index) => `export const n${index} = ${index};`)}\n`;

const sizes: FaultyCase[] = [
  {
    shape: 'a file of 301 lines',
    path: 'libs/notification/src/long-file.ts',
    source: constants(301),
    rules: ['max-lines'],
  },
  {
    shape: 'a function of 51 lines',
    path: 'libs/notification/src/long-function.ts',
    source: statements(51),
    rules: ['max-lines-per-function'],
  },
  {
    shape: 'a function with four parameters',
    path: 'libs/notification/src/four-parameters.ts',
    source: 'export const sum = (a: number, b: number, c: number, d: number) => a + b + c + d;\n',
    rules: ['no-restricted-syntax'],
    message: 'At most 3 parameters',
  },
  {
    shape: 'a method with four parameters',
    path: 'libs/notification/src/four-parameters-method.ts',
    source: `export class Sum {
  constructor(readonly start: number) {}

  add(a: number, b: number, c: number, d: number) {
    return this.start + a + b + c + d;
  }
}
`,
    rules: ['no-restricted-syntax'],
    message: 'At most 3 parameters',
  },
];

const shapes: FaultyCase[] = [
  {
    shape: 'an export of all names',
    path: 'libs/notification/src/export-all.ts',
    source: "export * from 'rxjs';\n",
    rules: ['no-restricted-syntax'],
    message: 'Name each export',
  },
  {
    shape: 'an object literal spread into an object literal',
    path: 'libs/notification/src/spread-object.ts',
    source: 'export const options = { ...{ a: 1, b: 2 }, c: 3 };\n',
    rules: ['no-restricted-syntax'],
    message: 'Write the properties out',
  },
  {
    shape: 'an object literal spread into an object literal of a test',
    path: 'libs/notification/src/spread-object.spec.ts',
    source: 'export const options = { ...{ a: 1, b: 2 }, c: 3 };\n',
    rules: ['no-restricted-syntax'],
    message: 'Write the properties out',
  },
  {
    shape: 'an object literal spread into an element',
    path: 'apps/web/src/spread-props.tsx',
    source: "export const Heading = () => <h1 {...{ id: 'a', title: 'b' }}>b</h1>;\n",
    rules: ['no-restricted-syntax'],
    message: 'Write the properties out',
  },
  {
    shape: 'an array literal spread into an array literal',
    path: 'libs/notification/src/spread-array.ts',
    source: 'export const list = [...[1, 2], ...[3, 4]];\n',
    rules: ['no-restricted-syntax'],
    message: 'Write the elements out',
  },
  {
    shape: 'a right decided by the spelling of the URL',
    path: 'libs/notification/src/decide-by-url.ts',
    source:
      'export const isStream = (request: { url: string }): boolean => /stream$/.test(request.url);\n',
    rules: ['no-restricted-syntax'],
    message: 'Decide by the matched route',
  },
  {
    shape: 'a duration measured with the time of day',
    path: 'libs/notification/src/wall-clock.ts',
    source: 'export const age = (openedAt: number): number => Date.now() - openedAt;\n',
    rules: ['no-restricted-syntax'],
    message: 'Measure a duration with performance.now()',
  },
  {
    shape: 'an array literal spread into arguments',
    path: 'libs/notification/src/spread-arguments.js',
    source: 'export const most = Math.max(...[1, 2]);\n',
    rules: ['no-restricted-syntax'],
    message: 'Write the elements out',
  },
  {
    shape: 'a switch that leaves a status out',
    path: 'libs/notification/src/open-switch.ts',
    source: `export function name(status: 'open' | 'closed') {
  switch (status) {
    case 'open':
      return 1;
  }
}
`,
    rules: ['@typescript-eslint/switch-exhaustiveness-check'],
  },
];

const types: FaultyCase[] = [
  {
    shape: 'a class with static members only',
    path: 'libs/notification/src/extraneous-class.ts',
    source: 'export class Limits {\n  static readonly most = 1;\n}\n',
    rules: ['@typescript-eslint/no-extraneous-class'],
  },
  {
    shape: 'a boolean in a template',
    path: 'libs/notification/src/template.ts',
    source: 'export const describe = (isOpen: boolean) => `open: ${isOpen}`;\n',
    rules: ['@typescript-eslint/restrict-template-expressions'],
  },
  {
    shape: 'the value of a call that returns void',
    path: 'libs/notification/src/void-expression.ts',
    source: 'export const results = (run: () => void) => [run()];\n',
    rules: ['@typescript-eslint/no-confusing-void-expression'],
  },
  {
    shape: 'a condition that is always true',
    path: 'libs/notification/src/unnecessary-condition.ts',
    source: 'export const count = (list: number[]) => (list ? list.length : 0);\n',
    rules: ['@typescript-eslint/no-unnecessary-condition'],
  },
  {
    shape: 'a variable of a lesson that is not used',
    path: 'course/lessons/01-polling/unused.js',
    source: 'const unused = 1;\n\nexport const used = 2;\n',
    rules: ['no-unused-vars'],
  },
  {
    shape: 'a variable that is not used',
    path: 'libs/notification/src/unused.ts',
    source: 'const unused = 1;\n\nexport const used = 2;\n',
    rules: ['@typescript-eslint/no-unused-vars'],
  },
];

const effects: FaultyCase[] = [
  {
    shape: 'a timer of the client whose delay is computed',
    path: 'packages/client/src/computed-delay.ts',
    source: 'export const later = (run: () => void, ms: number) => setTimeout(run, ms);\n',
    rules: ['no-restricted-syntax'],
    message: 'A delay that is computed',
  },
  {
    shape: 'an interval of a page that is computed',
    path: 'apps/web/src/computed-interval.ts',
    source: 'export const often = (run: () => void, s: number) => setInterval(run, s * 1000);\n',
    rules: ['no-restricted-syntax'],
    message: 'A delay that is computed',
  },
  {
    shape: 'words in an element of a page',
    path: 'apps/web/src/page/words.tsx',
    source: 'export const Words = () => <p>Hello</p>;\n',
    rules: ['no-restricted-syntax'],
    message: 'Words that people read',
  },
  {
    shape: 'words in an attribute of a page',
    path: 'apps/web/src/page/words-in-attribute.tsx',
    source: 'export const Words = () => <p title="Hello" />;\n',
    rules: ['no-restricted-syntax'],
    message: 'Words that people read',
  },
  {
    shape: 'words in a condition of a page',
    path: 'apps/web/src/page/words-in-condition.tsx',
    source:
      "export const Words = ({ isOn }: { isOn: boolean }) => <p>{isOn ? 'Hello' : null}</p>;\n",
    rules: ['no-restricted-syntax'],
    message: 'Words that people read',
  },
  {
    shape: 'words in a template of a page',
    path: 'apps/web/src/page/words-in-template.tsx',
    source: 'export const Words = ({ name }: { name: string }) => <p>{`Hello ${name}`}</p>;\n',
    rules: ['no-restricted-syntax'],
    message: 'Words that people read',
  },
  {
    shape: 'the text of an error in a line of the log',
    path: 'libs/notification/src/logs-error-text.ts',
    source:
      "import { Logger } from '@nestjs/common';\n\nconst logger = new Logger();\n\nexport const report = (error: unknown) => {\n  logger.warn(`No: ${String(error)}`);\n};\n",
    rules: ['no-restricted-syntax'],
    message: 'Pass the error behind the text',
  },
  {
    shape: 'the message of an error in a line of the log',
    path: 'libs/notification/src/logs-error-message.ts',
    source:
      "import { Logger } from '@nestjs/common';\n\nconst logger = new Logger();\n\nexport const report = (error: Error) => {\n  logger.warn(`No: ${error.message}`);\n};\n",
    rules: ['no-restricted-syntax'],
    message: 'Pass the error behind the text',
  },
  {
    shape: 'output on the console',
    path: 'libs/notification/src/console.ts',
    source: "export const greet = () => {\n  console.log('here');\n};\n",
    rules: ['no-console'],
  },
  {
    shape: 'an import of the environment',
    path: 'libs/notification/src/environment-imported.ts',
    source: "import { env } from 'node:process';\n\nexport const port = env['PORT'];\n",
    rules: ['no-restricted-imports'],
  },
  {
    shape: 'a read of the environment',
    path: 'libs/notification/src/environment-read.ts',
    source: "export const port = process.env['PORT'];\n",
    rules: ['no-restricted-properties'],
    message: 'reads the environment',
  },
  {
    shape: 'a promise without an owner',
    path: 'libs/notification/src/floating-promise.ts',
    source: 'export const start = (run: () => Promise<void>) => {\n  run();\n};\n',
    rules: ['@typescript-eslint/no-floating-promises'],
  },
];

const observables: FaultyCase[] = [
  {
    shape: 'an async callback of subscribe',
    path: 'libs/notification/src/async-subscribe.ts',
    source: `import { of } from 'rxjs';

export const start = (run: () => Promise<void>) =>
  of(1).subscribe(async () => {
    await run();
  });
`,
    rules: ['@typescript-eslint/no-misused-promises', 'rxjs-x/no-async-subscribe'],
  },
  {
    shape: 'a public subject',
    path: 'libs/notification/src/exposed-subject.ts',
    source: `import { Subject } from 'rxjs';

export class Hub {
  readonly events$ = new Subject<string>();
}
`,
    rules: ['rxjs-x/no-exposed-subjects'],
  },
  {
    shape: 'a subscription without an owner',
    path: 'libs/notification/src/ignored-subscription.ts',
    source: `import { interval } from 'rxjs';

export const start = (run: (n: number) => void) => {
  interval(1).subscribe(run);
};
`,
    rules: ['rxjs-x/no-ignored-subscription'],
  },
  {
    shape: 'an observable that is neither returned nor subscribed to',
    path: 'libs/notification/src/floating-observable.ts',
    source: `import { of } from 'rxjs';

export const start = () => {
  of(1);
};
`,
    rules: ['rxjs-x/no-floating-observables'],
  },
  {
    shape: 'an observable where a function that returns void is expected',
    path: 'libs/notification/src/misused-observable.ts',
    source: `import { of } from 'rxjs';

export const start = (list: number[]) => {
  list.forEach((n) => of(n));
};
`,
    rules: ['rxjs-x/no-misused-observables'],
  },
  {
    shape: 'a subscribe inside a subscribe',
    path: 'libs/notification/src/nested-subscribe.ts',
    source: `import { of, type Subscription } from 'rxjs';

export const start = (owner: Subscription) =>
  of(1).subscribe(() => {
    owner.add(of(2).subscribe());
  });
`,
    rules: ['rxjs-x/no-nested-subscribe'],
  },
  {
    shape: 'an observable whose name lacks the dollar sign',
    path: 'libs/notification/src/unfinnish-observable.ts',
    source: "import { of } from 'rxjs';\n\nexport const events = of(1);\n",
    rules: ['rxjs-x/finnish'],
  },
];

const noTime = 'Time comes in with the command.';
const noRandomness = 'Randomness and ids come in with the command.';

const purity: FaultyCase[] = [
  {
    shape: 'the current date in pure code',
    path: 'libs/matching/src/domain/new-date.ts',
    source: 'export const now = () => new Date();\n',
    rules: ['no-restricted-syntax'],
    message: noTime,
  },
  {
    shape: 'the current date as text in pure code',
    path: 'libs/geo/src/date-call.ts',
    source: 'export const now = () => Date();\n',
    rules: ['no-restricted-syntax'],
    message: noTime,
  },
  {
    shape: 'Date.now in pure code',
    path: 'libs/trip/src/domain/date-now.ts',
    source: 'export const now = () => Date.now();\n',
    rules: ['no-restricted-properties'],
    message: noTime,
  },
  {
    shape: 'the monotonic clock in pure code',
    path: 'libs/dispatch/src/performance.ts',
    source: 'export const now = () => performance.now();\n',
    rules: ['no-restricted-globals'],
    message: noTime,
  },
  {
    shape: 'Math.random in pure code',
    path: 'libs/dispatch/src/math-random.ts',
    source: 'export const pick = () => Math.random();\n',
    rules: ['no-restricted-properties'],
    message: noRandomness,
  },
  {
    shape: 'crypto in pure code',
    path: 'libs/trip/src/domain/crypto.ts',
    source: 'export const id = () => crypto.randomUUID();\n',
    rules: ['no-restricted-globals'],
    message: noRandomness,
  },
  {
    shape: 'crypto of globalThis in pure code',
    path: 'libs/trip/src/domain/global-this.ts',
    source: 'export const id = () => globalThis.crypto.randomUUID();\n',
    rules: ['no-restricted-properties'],
    message: 'no randomness in pure code',
  },
  {
    shape: 'a timer in pure code',
    path: 'libs/geo/src/set-timeout.ts',
    source: 'export const later = (run: () => void) => setTimeout(run, 1);\n',
    rules: ['no-restricted-globals'],
    message: 'Pure code',
  },
];

export const faultyCases = [...sizes, ...shapes, ...types, ...effects, ...observables, ...purity];

export const soundCases: LintCase[] = [
  {
    shape: 'a file of 300 lines besides blanks and comments',
    path: 'libs/notification/src/file-at-the-limit.ts',
    source: `// A comment.\n\n${constants(300)}`,
  },
  {
    shape: 'a function of 50 lines',
    path: 'libs/notification/src/function-at-the-limit.ts',
    source: statements(50),
  },
  {
    shape: 'a class that consists of its decorator',
    path: 'libs/notification/src/notification.module.ts',
    source:
      "import { Module } from '@nestjs/common';\n\n@Module({})\nexport class NotificationModule {}\n",
  },
  {
    shape: 'a number and a URL in a template',
    path: 'libs/notification/src/template-of-a-number.ts',
    source: 'export const describe = (count: number, url: URL) => `${count} of ${url}`;\n',
  },
  {
    shape: 'a parameter that begins with an underscore and is not used',
    path: 'libs/notification/src/unused-parameter.ts',
    source: 'export const second = (_first: number, next: number) => next;\n',
  },
  {
    shape: 'values, classes and signs in a page',
    path: 'apps/web/src/page/values.tsx',
    source:
      'export const Value = ({ value }: { value: string }) => (\n  <p className="plain" data-kind="value">\n    {value} · {`${value}: `}\n  </p>\n);\n',
  },
  {
    shape: 'four injected dependencies',
    path: 'libs/notification/src/injection.ts',
    source: `export class Hub {
  constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly d: number,
  ) {}
}
`,
  },
  {
    shape: 'a conditional spread, and a spread of a named object and array',
    path: 'libs/notification/src/spread-of-a-name.ts',
    source: `export const extend = (options: { a: number }, list: number[], isLong: boolean) => ({
  ...options,
  ...(isLong ? { b: 2 } : {}),
  ...(isLong && { c: 3 }),
  list: [...list, ...(isLong ? [4] : [])],
});
`,
  },
  {
    shape: 'the clock in a test of pure code',
    path: 'libs/dispatch/src/policy.spec.ts',
    source: 'export const now = () => performance.now() + Date.now();\n',
  },
  {
    shape: 'a date from input in pure code',
    path: 'libs/trip/src/domain/date-from-input.ts',
    source: 'export const parse = (text: string) => new Date(text).getTime();\n',
  },
  {
    shape: 'a timer of the client whose delay is a constant',
    path: 'packages/client/src/constant-delay.ts',
    source:
      'const EVERY_MS = 1_000;\n\nexport const later = (run: () => void) => [setTimeout(run, 1), setInterval(run, EVERY_MS)];\n',
  },
  {
    shape: 'a read of the environment in the configuration',
    path: 'libs/platform/src/config/environment.ts',
    source: "export const port = process.env['PORT'];\n",
  },
];
