import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import rxjs from 'eslint-plugin-rxjs-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import {
  bans,
  banComputedDelays,
  banEverywhere,
  banInLessons,
  banInPureCode,
  banWordsInJsx,
} from './tools/lint/bans.js';

const typescript = ['**/*.ts', '**/*.tsx'];
const tests = [
  '**/*.{spec,db-spec,e2e-spec,browser-spec}.ts',
  'libs/testing/**/*.ts',
  '{libs,packages,apps}/*/test/**/*.ts',
  'tools/architecture/*-cases.ts',
];
const nodeGlobals = [
  'AbortController',
  'AbortSignal',
  'Buffer',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'clearInterval',
  'clearTimeout',
  'console',
  'fetch',
  'performance',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
];
const pure = ['libs/{trip,matching}/src/domain/**/*.ts', 'libs/{geo,dispatch}/src/**/*.ts'];

const types = {
  files: typescript,
  extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
  languageOptions: {
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  rules: {
    '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    // Nest declares its options as classes and takes literals.
    '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    '@typescript-eslint/restrict-template-expressions': [
      'error',
      {
        allow: ['URL', 'URLSearchParams'],
        allowNumber: true,
        allowAny: false,
        allowBoolean: false,
        allowNullish: false,
        allowRegExp: false,
      },
    ],
    '@typescript-eslint/no-confusing-void-expression': [
      'error',
      { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
    ],
    '@typescript-eslint/no-unnecessary-condition': [
      'error',
      { allowConstantLoopConditions: 'only-allowed-literals' },
    ],
    '@typescript-eslint/no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
    ],
    '@typescript-eslint/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: false },
    ],
  },
};

const observables = {
  files: typescript,
  extends: [rxjs.configs.recommended],
  rules: {
    'rxjs-x/finnish': [
      'error',
      // The `$` is for what holds an observable: Nest names the methods that return one,
      // and `woken$` is often the open side of a private Subject called `woken`.
      { functions: false, methods: false, types: { '^EventEmitter$': false, Subject$: false } },
    ],
    'rxjs-x/no-exposed-subjects': 'error',
    'rxjs-x/no-floating-observables': 'error',
    'rxjs-x/no-ignored-subscription': 'error',
    'rxjs-x/no-misused-observables': 'error',
  },
};

const size = {
  files: typescript,
  rules: {
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  },
};

const inTests = {
  files: tests,
  rules: {
    ...bans(banEverywhere, { environment: true }),
    'max-lines': 'off',
    'max-lines-per-function': 'off',
    'rxjs-x/no-ignored-subscription': 'off',
    // `expect.any(…)` and the body of a response are any.
    '@typescript-eslint/no-unsafe-argument': 'off',
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/no-unsafe-member-access': 'off',
    '@typescript-eslint/no-non-null-assertion': 'off',
    '@typescript-eslint/unbound-method': 'off',
  },
};

export default defineConfig(
  globalIgnores([
    'dist/',
    'packages/*/dist/',
    // It compiles against the built package; the tests compile it.
    'packages/client/test/consumers/programs/*.ts',
    'coverage/',
    '.data/',
    'course/mine/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  types,
  observables,
  size,
  { files: typescript, rules: { 'no-console': 'error', ...bans(banEverywhere) } },
  { files: pure, ignores: tests, rules: bans(banInPureCode) },
  {
    files: ['packages/client/src/**/*.ts', 'apps/web/src/**/*.{ts,tsx}'],
    ignores: ['packages/client/src/http/timer.ts'],
    rules: bans(banComputedDelays),
  },
  {
    files: ['apps/web/src/**/*.tsx'],
    rules: bans(banWordsInJsx),
  },
  // The one reader of process.env; the health check of the image, which loads no library; and the two
  // commands that hand theirs on to the servers they start.
  {
    files: [
      'apps/api/src/health-check.ts',
      'apps/api/src/machine.ts',
      'apps/api/src/telemetry/{register,start-sdk}.ts',
      'libs/platform/src/config{.ts,/**/*.ts}',
      'apps/simulator/src/demo.ts',
      'libs/simulation/src/process/api-process.ts',
    ],
    rules: bans(banEverywhere, { environment: true }),
  },
  // Loops over typed arrays, and results by policy and by day: the index is within bounds by construction.
  {
    files: [
      'libs/roads/src/**/*.ts',
      'libs/scenario/src/**/*.ts',
      ...pure.slice(1),
      'libs/places/src/**/*.ts',
      'libs/simulation/src/day/**/*.ts',
      'apps/simulator/src/evaluate/**/*.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  inTests,
  {
    files: ['{bench,tools,chaos,course}/**/*.ts'],
    rules: { 'no-console': 'off', ...bans(banEverywhere, { environment: true }) },
  },
  // Programs of users outside of the repository, who print what they see.
  { files: ['packages/client/test/consumers/programs/**'], rules: { 'no-console': 'off' } },
  { files: ['apps/*/src/main.ts', 'apps/simulator/src/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [js.configs.recommended, tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])),
    },
    rules: { ...bans(banEverywhere, { environment: true }) },
  },
  { files: ['course/**/*.js'], rules: bans(banInLessons, { environment: true }) },
  // A broken server has arguments and constants that its learner will need.
  {
    files: ['course/lessons/**/*.js'],
    rules: { 'no-unused-vars': ['error', { args: 'none', varsIgnorePattern: '^[A-Z_]+$' }] },
  },
  {
    files: ['examples/**/*.js'],
    rules: bans(banComputedDelays, { environment: true }),
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { __filename: 'readonly' } } },
  prettier,
);
