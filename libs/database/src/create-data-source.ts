import { DataSource, type DataSourceOptions } from 'typeorm';

/**
 * An initialized DataSource. TypeORM 1.1 doesn't list `xid8` among the types it knows,
 * although it only has to pass its name on: so it is added before the entities are read.
 */
export async function createDataSource(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = new DataSource(options);
  (dataSource.driver.supportedDataTypes as string[]).push('xid8');
  return dataSource.initialize();
}
