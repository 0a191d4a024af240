import 'reflect-metadata';
import { trustLivePath } from './blind-feed.js';
import { installNaiveTail } from './naive-tail.js';

// The tail reads by transaction id, up to the oldest running transaction. It loses no event,
// but a transaction takes its id when it begins and locks a stream later, in another order.
trustLivePath();
installNaiveTail({
  column: 'o.xid',
  type: 'xid8',
  and: 'o.xid < pg_snapshot_xmin(pg_current_snapshot())',
});
