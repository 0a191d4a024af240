import 'reflect-metadata';
import { blindFeeds } from './blind-feed.js';
import { naiveTail } from './naive-tail.js';

// `WHERE id > cursor`: a transaction that took its id early and commits late is behind the
// cursor by then, and is never read.
blindFeeds();
naiveTail({ column: 'o.id', type: 'uuid' });
