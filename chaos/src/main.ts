import { handleCommandError } from '#simulation';
import { catalogue, coveredElsewhere } from './catalogue.js';
import { variants } from './broken/variants.js';
import { runFault, runVariant } from './run/run-fault.js';
import { readSuiteOptions, type SuiteOptions } from './run/read-options.js';
import {
  describeMeasures,
  describeRow,
  describeRun,
  rowOf,
  table,
  variantRowOf,
  type Row,
} from './run/report.js';
import { startSharedPostgres } from './run/shared-postgres.js';
import { sentSecrets } from './workload/sent-secrets.js';

/** A violation may quote an answer, and an answer a token: known secrets are hidden. */
function print(text: string): void {
  console.log(sentSecrets.mask(text));
}

function printCatalogue(): void {
  for (const { name, description, random, leftOut } of catalogue) {
    const remark = leftOut ? ` (left out here: ${leftOut})` : random ? ' (random)' : '';
    print(`${name.padEnd(26)} ${description}${remark}`);
  }
  for (const { name, description } of variants) {
    print(`${name.padEnd(26)} broken: ${description}`);
  }
  for (const [name, where] of Object.entries(coveredElsewhere)) {
    print(`${name.padEnd(26)} not here: ${where}`);
  }
}

async function runFaults({ only, seeds, verbose }: SuiteOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [index, seed] of seeds.entries()) {
    for (const fault of catalogue) {
      if (only && !only.includes(fault.name)) continue;
      if (index > 0 && !fault.random) continue;
      if (fault.leftOut) {
        print(`– ${fault.name.padEnd(26)} left out: ${fault.leftOut}`);
        continue;
      }
      const result = await runFault(fault, seed);
      print(describeRun(result));
      if (verbose) print(describeMeasures(result));
      rows.push(rowOf(result));
    }
  }
  return rows;
}

/** Runs the broken variants. Each must be caught, which proves that the checkers can fail. */
async function runVariants({ only, seeds, verbose }: SuiteOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const variant of variants.filter(({ name }) => !only || only.includes(name))) {
    const fault = catalogue.find(({ name }) => name === variant.fault);
    if (!fault) throw new Error(`The variant ${variant.name} needs the fault ${variant.fault}.`);
    if (fault.leftOut) {
      print(`– ${variant.name.padEnd(26)} left out: ${fault.leftOut}`);
      continue;
    }
    const result = await runVariant(variant, fault, seeds[0] ?? 1);
    const row = variantRowOf(result, variant.caughtBy);
    print(describeRow(row));
    if (verbose || !row.passed) print(describeRun(result));
    rows.push(row);
  }
  return rows;
}

function requireKnown(only: readonly string[] | undefined): void {
  const known = new Set([...catalogue, ...variants].map(({ name }) => name));
  const unknown = (only ?? []).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(', ')}: see --list`);
}

async function main(): Promise<number> {
  const options = readSuiteOptions(process.argv.slice(2));
  if (options.list) {
    printCatalogue();
    return 0;
  }
  requireKnown(options.only);
  const stopPostgres = await startSharedPostgres();
  try {
    const rows = [...(await runFaults(options)), ...(await runVariants(options))];
    print(`\n${table(rows)}`);
    return rows.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    await stopPostgres();
  }
}

const exitCode = await main().catch((error: unknown) => handleCommandError(error));
// A client that hangs would keep the process alive after the report.
process.exit(exitCode);
