import type { Client } from 'pg';

interface Column {
  table: string;
  name: string;
  type: string;
  /** An INSERT that doesn't name the column fails. */
  isRequired: boolean;
}

/** The parts of a schema on which statements of another release depend. */
export interface Schema {
  columns: Column[];
  /** `table: definition` of each constraint and unique index. */
  constraints: string[];
}

const COLUMNS = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS "isRequired"
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2`;

const CONSTRAINTS = `
  SELECT c.relname || ': ' || pg_get_constraintdef(k.oid) AS text
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND k.contype <> 'n'
  UNION
  SELECT c.relname || ': ' || regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX \\S+', 'INDEX')
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND i.indisunique
  ORDER BY 1`;

export async function readSchema(client: Client): Promise<Schema> {
  const columns = await client.query<Column>(COLUMNS);
  const constraints = await client.query<{ text: string }>(CONSTRAINTS);
  return { columns: columns.rows, constraints: constraints.rows.map(({ text }) => text) };
}

/**
 * Finds changes after which a statement of the release before may fail: a column that is gone
 * or has another type, a column that its INSERT doesn't know and must, a constraint that is new
 * for its rows, and a unique constraint that its ON CONFLICT may name and that is gone.
 *
 * @returns a sentence for each; empty when the release before can run on the new schema
 */
export function findBreaks(before: Schema, after: Schema): string[] {
  const known = new Map(before.columns.map((column) => [keyOf(column), column]));
  const present = new Map(after.columns.map((column) => [keyOf(column), column]));
  const tables = new Set(before.columns.map(({ table }) => table));
  const tableOf = (constraint: string) => constraint.split(':')[0] ?? '';
  const removed = [...known.keys()].filter((key) => !present.has(key));
  const required = after.columns.filter(
    (column) =>
      tables.has(column.table) &&
      column.isRequired &&
      known.get(keyOf(column))?.isRequired !== true,
  );
  const retyped = [...known].filter(([key, { type }]) => {
    const other = present.get(key);
    return other !== undefined && other.type !== type;
  });
  const added = after.constraints.filter(
    (text) => tables.has(tableOf(text)) && !before.constraints.includes(text),
  );
  const dropped = before.constraints.filter(
    (text) => /UNIQUE|PRIMARY KEY/.test(text) && !after.constraints.includes(text),
  );
  return [
    ...removed.map((key) => `${key} is gone`),
    ...retyped.map(([key]) => `${key} has another type`),
    ...required.map((column) => `${keyOf(column)} is required`),
    ...added.map((text) => `new constraint on ${text}`),
    ...dropped.map((text) => `no unique constraint any more on ${text}`),
  ];
}

const keyOf = ({ table, name }: Column) => `${table}.${name}`;
