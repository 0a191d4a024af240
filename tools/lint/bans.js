/**
 * What ESLint forbids by name. ESLint replaces a rule's options instead of
 * merging them, so every set is spelled out whole here.
 */
const parameters = 'At most 3 parameters, else one options object.';

const properties = 'Write the properties out: a spread of a literal only shortens lines.';
const elements = 'Write the elements out: a spread of a literal only shortens lines.';

const logsError = 'Pass the error behind the text: the logger writes its allowed fields only.';
const loggerCall =
  'CallExpression:matches([callee.object.property.name="logger"], [callee.object.name="logger"])';

const wallClock =
  'Measure a duration with performance.now(): the time of day may be set back or forward.';

const route = 'Decide by the matched route (getRoute): a URL has many spellings.';
const urlOfRequest =
  ':matches(MemberExpression[property.name="url"][object.name=/^(request|call|req)$/], CallExpression[callee.name="getPath"])';

const syntax = [
  {
    selector: `CallExpression[callee.property.name=/^(test|has|startsWith)$/] > ${urlOfRequest}`,
    message: route,
  },
  { selector: `BinaryExpression > ${urlOfRequest}`, message: route },
  { selector: 'ExportAllDeclaration', message: 'Name each export; no `export *`.' },
  { selector: 'FunctionDeclaration[params.length>3]', message: parameters },
  { selector: 'ArrowFunctionExpression[params.length>3]', message: parameters },
  { selector: ':not(MethodDefinition) > FunctionExpression[params.length>3]', message: parameters },
  {
    // Constructors take what they inject; handlers with a decorator take what it binds.
    selector:
      'MethodDefinition[kind!="constructor"]:not([decorators.length>0]) > FunctionExpression[params.length>3]',
    message: parameters,
  },
  { selector: 'TSMethodSignature[params.length>3]', message: parameters },
  { selector: 'SpreadElement > ObjectExpression', message: properties },
  { selector: 'JSXSpreadAttribute > ObjectExpression', message: properties },
  { selector: 'SpreadElement > ArrayExpression', message: elements },
  {
    // A time that was noted before is subtracted. A constant is subtracted to date a past moment.
    selector:
      'BinaryExpression[operator="-"][left.callee.object.name="Date"][left.callee.property.name="now"]:matches([right.type="MemberExpression"], [right.name=/(At|Since|Ms|start|begin|begun|before|then)$/])',
    message: wallClock,
  },
  {
    selector: `${loggerCall} > TemplateLiteral > CallExpression[callee.name="String"]`,
    message: logsError,
  },
  {
    selector: `${loggerCall} > TemplateLiteral > MemberExpression[property.name=/^(message|stack)$/]`,
    message: logsError,
  },
];

const noTime = 'Time comes in with the command.';
const noRandomness = 'Randomness and ids come in with the command.';

/** @type {{ syntax: object[], properties: object[], globals: object[] }} */
export const banEverywhere = { syntax, properties: [], globals: [] };

/** The servers of the course have no router: they compare the URL of the request. */
export const banInLessons = {
  ...banEverywhere,
  syntax: syntax.filter(({ message }) => message !== route),
};

export const banInPureCode = {
  syntax: [
    ...syntax,
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: noTime },
    { selector: 'CallExpression[callee.name="Date"]', message: noTime },
  ],
  properties: [
    { object: 'Date', property: 'now', message: noTime },
    { object: 'Math', property: 'random', message: noRandomness },
    ...['crypto', 'performance', 'setTimeout', 'setInterval'].map((property) => ({
      object: 'globalThis',
      property,
      message: 'No clock, no randomness in pure code.',
    })),
  ],
  globals: [
    { name: 'crypto', message: noRandomness },
    { name: 'performance', message: noTime },
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'process'].map(
      (name) => ({
        name,
        message: 'Pure code starts no timer, sends no request and knows no process.',
      }),
    ),
  ],
};

const delay =
  'A delay that is computed may come from outside, and engines fire a timer beyond 2^31 - 1 ms at once: call abortableDelay of the client, or name a constant.';

/** For code that runs at clients. The settings of the servers are validated at their start. */
export const banComputedDelays = {
  ...banEverywhere,
  syntax: [
    ...syntax,
    {
      selector:
        'CallExpression[callee.name=/^set(Timeout|Interval)$/]:not([arguments.1.type="Literal"]):not([arguments.1.name=/^[A-Z][A-Z0-9_]*$/])',
      message: delay,
    },
  ],
};

const words =
  'Words that people read belong in the catalogues: <FormattedMessage id=… /> or intl.formatMessage (apps/web/README.md).';
const letters = 'value=/\\p{L}/u';
const inTemplate = 'value.raw=/\\p{L}/u';
/** The attributes that browsers show or screen readers read. */
const readAttribute =
  'JSXAttribute[name.name=/^(alt|aria-description|aria-label|aria-placeholder|aria-roledescription|aria-valuetext|label|legend|placeholder|summary|title|who)$/]';
/** Where an expression of JSX may hold a text itself. */
const shown = [
  '',
  'ConditionalExpression > ',
  'LogicalExpression > ',
  'ConditionalExpression > ConditionalExpression > ',
];

/** For the components of the pages, which are in five languages. */
export const banWordsInJsx = {
  ...banComputedDelays,
  syntax: [
    ...banComputedDelays.syntax,
    { selector: `JSXText[${letters}]`, message: words },
    { selector: `${readAttribute} > Literal[${letters}]`, message: words },
    ...[':matches(JSXElement, JSXFragment)', readAttribute].flatMap((owner) =>
      shown.flatMap((path) => [
        {
          selector: `${owner} > JSXExpressionContainer > ${path}Literal[${letters}]`,
          message: words,
        },
        {
          selector: `${owner} > JSXExpressionContainer > ${path}TemplateLiteral > TemplateElement[${inTemplate}]`,
          message: words,
        },
      ]),
    ),
  ],
};

const readsEnvironment = 'Only libs/platform/src/config reads the environment.';

/**
 * @param {typeof banEverywhere} set
 * @param {{ environment?: boolean }} allowed `environment`: process.env may be read
 */
export function bans(set, { environment = false } = {}) {
  const properties = environment
    ? set.properties
    : [...set.properties, { object: 'process', property: 'env', message: readsEnvironment }];
  const paths = ['process', 'node:process'].map((name) => ({
    name,
    importNames: ['env', 'default'],
    message: readsEnvironment,
  }));
  return {
    'no-restricted-syntax': ['error', ...set.syntax],
    'no-restricted-properties': properties.length ? ['error', ...properties] : 'off',
    'no-restricted-globals': set.globals.length ? ['error', ...set.globals] : 'off',
    'no-restricted-imports': environment ? 'off' : ['error', { paths }],
  };
}
