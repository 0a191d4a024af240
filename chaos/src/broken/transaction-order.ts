import 'reflect-metadata';
import { blindFeeds } from './blind-feed.js';
import { naiveTail } from './naive-tail.js';

// By transaction id, up to the oldest that still runs: nothing is lost, but transactions
// number themselves when they begin and take a stream's lock later, in another order.
blindFeeds();
naiveTail({
  ...{ column: 'o.xid', type: 'xid8' },
  and: 'o.xid < pg_snapshot_xmin(pg_current_snapshot())',
});
