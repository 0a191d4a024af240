import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { InputError } from '#geo';
import { readInput } from '#scenario';

/** A scenario of a file, as arguments of the command line. */
export interface Scenario {
  readonly name: string;
  readonly args: readonly string[];
}

const MAX_SCENARIOS = 50;
/** Options that name a file; a relative path starts at the folder of the scenario file. */
const PATH_OPTIONS = new Set([
  'requests',
  'network',
  'vehicles',
  'zones',
  'nodes',
  'history',
  'vehicle-types',
]);
/** Options of the whole study, which a scenario can't have. */
const STUDY_OPTIONS = new Set([
  'replications',
  'draw',
  'jitter',
  'sweep',
  'target',
  'most-drivers',
  'scenarios',
  'threads',
  'json',
  'report',
  'export',
]);

const optionsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const fileSchema = z.strictObject({
  base: optionsSchema.optional(),
  scenarios: z.record(z.string().min(1), optionsSchema.nullable()),
});

type Options = z.infer<typeof optionsSchema>;

/**
 * Reads a file of scenarios, YAML or JSON: `scenarios` maps the name of each to its options, named
 * as on the command line without the dashes; `base` holds options of all scenarios. An option that
 * is `true` or `false` is a flag: `reposition: false` is `--no-reposition`.
 *
 * @throws {InputError} with the file, the line or field, and the problem
 */
export async function readScenarios(file: string): Promise<Scenario[]> {
  const { base = {}, scenarios } = parse(await readInput(file), file);
  const names = Object.keys(scenarios);
  if (names.length === 0) throw new InputError(file, 'scenarios', 'has no scenario');
  if (names.length > MAX_SCENARIOS) {
    throw new InputError(file, 'scenarios', `has ${names.length}, more than ${MAX_SCENARIOS}`);
  }
  return names.map((name) => {
    const own = { ...base, ...scenarios[name] };
    assertOptions(own, { file, where: `scenarios.${name}` });
    return { name, args: argsOf(own, path.dirname(file)) };
  });
}

function parse(text: string, file: string): z.infer<typeof fileSchema> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const [error] = document.errors;
  if (error)
    throw new InputError(file, `line ${counter.linePos(error.pos[0]).line}`, error.message);
  const result = fileSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InputError(file, issue.path.join('.'), issue.message);
}

function assertOptions(options: Options, { file, where }: { file: string; where: string }): void {
  for (const name of Object.keys(options)) {
    if (!/^[a-z][a-z-]*$/.test(name)) {
      throw new InputError(
        file,
        `${where}.${name}`,
        'is no option; write it without dashes in front',
      );
    }
    if (STUDY_OPTIONS.has(name)) {
      const problem = 'belongs to the whole study: give it on the command line';
      throw new InputError(file, `${where}.${name}`, problem);
    }
  }
}

const argsOf = (options: Options, folder: string): string[] =>
  Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [value ? `--${name}` : `--no-${name}`];
    const text = PATH_OPTIONS.has(name) ? path.resolve(folder, String(value)) : String(value);
    return [`--${name}`, text];
  });
