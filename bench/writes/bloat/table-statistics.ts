import type pg from 'pg';

/** The counters and the size of one table, with all partitions and indexes, in bytes and rows. */
export interface TableStatistics {
  name: string;
  liveRows: number;
  deadRows: number;
  heapBytes: number;
  indexBytes: number;
  /** Shares of the heap, 0 to 1, counted by pgstattuple. */
  deadShare: number;
  freeShare: number;
  inserts: number;
  updates: number;
  /** Updates that wrote no index entry. */
  hotUpdates: number;
  deletes: number;
  vacuums: number;
}

export interface IndexStatistics {
  name: string;
  bytes: number;
  /** How full the leaf pages are, 0 to 1, counted by pgstattuple. */
  density: number;
  scans: number;
}

/** Since the statistics of the server began. */
export interface WalStatistics {
  bytes: number;
  records: number;
  fullPages: number;
}

export interface Statistics {
  tables: TableStatistics[];
  indexes: IndexStatistics[];
  wal: WalStatistics;
}

/** The root of a partition, or the table itself. */
const ROOT = 'coalesce(pg_partition_root(s.relid), s.relid)::regclass::text';

const TABLES = `
  SELECT ${ROOT} AS name, sum(s.n_live_tup)::float8 AS "liveRows",
    sum(p.dead_tuple_count)::float8 AS "deadRows",
    sum(p.table_len)::float8 AS "heapBytes", sum(pg_indexes_size(s.relid))::float8 AS "indexBytes",
    coalesce(sum(p.dead_tuple_len) / nullif(sum(p.table_len), 0), 0)::float8 AS "deadShare",
    coalesce(sum(p.free_space) / nullif(sum(p.table_len), 0), 0)::float8 AS "freeShare",
    sum(s.n_tup_ins)::float8 AS inserts, sum(s.n_tup_upd)::float8 AS updates,
    sum(s.n_tup_hot_upd)::float8 AS "hotUpdates", sum(s.n_tup_del)::float8 AS deletes,
    sum(s.vacuum_count + s.autovacuum_count)::float8 AS vacuums
  FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid AND c.relkind = 'r',
    LATERAL pgstattuple(s.relid) p
  GROUP BY 1 ORDER BY 1`;

/** An index of a partition counts for that of the partitioned table. */
const INDEXES = `
  SELECT coalesce(pg_partition_root(s.indexrelid), s.indexrelid)::regclass::text AS name,
    sum(pg_relation_size(s.indexrelid))::float8 AS bytes,
    -- The density of an empty index is NaN.
    coalesce(avg(nullif(p.avg_leaf_density, 'NaN')) / 100, 0)::float8 AS density,
    sum(s.idx_scan)::float8 AS scans
  FROM pg_stat_user_indexes s JOIN pg_class c ON c.oid = s.indexrelid AND c.relkind = 'i',
    LATERAL pgstatindex(s.indexrelid) p
  GROUP BY 1 ORDER BY 1`;

const WAL = `
  SELECT wal_bytes::float8 AS bytes, wal_records::float8 AS records, wal_fpi::float8 AS "fullPages"
  FROM pg_stat_wal`;

/** Reads every table and index of the database once. The role must be a superuser. */
export async function readStatistics(client: pg.Client): Promise<Statistics> {
  await client.query('CREATE EXTENSION IF NOT EXISTS pgstattuple');
  const tables = (await client.query<TableStatistics>(TABLES)).rows;
  const indexes = (await client.query<IndexStatistics>(INDEXES)).rows;
  const [wal] = (await client.query<WalStatistics>(WAL)).rows;
  if (!wal) throw new Error('The server has no statistics of its WAL.');
  return { tables, indexes, wal };
}
