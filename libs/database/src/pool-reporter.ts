import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Metrics } from '#platform';

/** Lets the metrics read how many connections of the pool are in use. */
@Injectable()
export class PoolReporter {
  constructor(dataSource: DataSource, metrics: Metrics) {
    metrics.readPool = () => {
      // Absent before the first connection and after the last one.
      const { master } = dataSource.driver as unknown as { master?: Pool };
      const [total, idle] = [master?.totalCount ?? 0, master?.idleCount ?? 0];
      return { busy: total - idle, idle, waiting: master?.waitingCount ?? 0 };
    };
  }
}
