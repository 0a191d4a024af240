import { DataSource, type DataSourceOptions } from 'typeorm';

/**
 * Creates and initializes a DataSource. TypeORM 1.1 doesn't list `xid8` among its supported
 * types, although it only passes the name on, so the function adds the type before TypeORM
 * reads the entities.
 */
export async function createDataSource(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = new DataSource(options);
  (dataSource.driver.supportedDataTypes as string[]).push('xid8');
  return dataSource.initialize();
}
