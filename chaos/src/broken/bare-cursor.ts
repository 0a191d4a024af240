import 'reflect-metadata';
import { trustLivePath } from './blind-feed.js';
import { installNaiveTail } from './naive-tail.js';

// The tail reads `WHERE id > cursor`. A transaction that takes its id early and commits late
// is behind the cursor by then, so the tail never reads its events.
trustLivePath();
installNaiveTail({ column: 'o.id', type: 'uuid' });
