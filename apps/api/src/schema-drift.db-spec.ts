import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { IdempotentAnswer, createDataSource, dataSourceOptions } from '#database';
import { createTestDatabase, type TestDatabase } from '#testing';
import { entities } from './app.module.js';

describe('the schema', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(
      dataSourceOptions({ url: database.url, entities: [...entities, IdempotentAnswer] }),
    );
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  // The comparison is that of `typeorm migration:generate --check`.
  it('the migrations and the entities describe the same schema', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});
