import { clockFaults } from './fault/clock-steps.js';
import { commandFaults } from './fault/commands.js';
import { cursorFaults } from './fault/cursors.js';
import { databaseFaults } from './fault/database.js';
import { failoverFaults } from './fault/failover.js';
import { firstSessionFaults } from './fault/first-sessions.js';
import { floodFaults } from './fault/floods.js';
import { fullDiskFaults } from './fault/full-disk.js';
import { gatewayFaults } from './fault/gateways.js';
import { goneRiderFaults } from './fault/gone-riders.js';
import { hostileTextFaults } from './fault/hostile-text.js';
import { lostDriverFaults } from './fault/lost-drivers.js';
import { nameFaults } from './fault/names.js';
import { networkFaults } from './fault/network.js';
import { poolerFaults } from './fault/pooler.js';
import { processFaults } from './fault/processes.js';
import { readerFaults } from './fault/readers.js';
import { refusedRowFaults } from './fault/refused-rows.js';
import { restoreFaults } from './fault/restores.js';
import { rightsFaults } from './fault/rights.js';
import { rowLockFaults } from './fault/row-locks.js';
import { slowDatabaseFaults } from './fault/slow-database.js';
import { stalledClientFaults } from './fault/stalled-clients.js';
import { transactionFaults } from './fault/transactions.js';
import { webhookFaults } from './fault/webhooks.js';
import type { Fault } from './run/experiment.js';

/** All faults of the suite, in the order in which they run. */
export const catalogue: readonly Fault[] = [
  ...processFaults,
  ...databaseFaults,
  ...nameFaults,
  ...restoreFaults,
  ...failoverFaults,
  ...poolerFaults,
  ...fullDiskFaults,
  ...refusedRowFaults,
  ...slowDatabaseFaults,
  ...transactionFaults,
  ...networkFaults,
  ...readerFaults,
  ...commandFaults,
  ...clockFaults,
  ...firstSessionFaults,
  ...cursorFaults,
  ...hostileTextFaults,
  ...rightsFaults,
  ...floodFaults,
  ...stalledClientFaults,
  ...rowLockFaults,
  ...lostDriverFaults,
  ...goneRiderFaults,
  ...webhookFaults,
  ...gatewayFaults,
];

/** Faults that other tests inject, with the place where they do. */
export const coveredElsewhere: Readonly<Record<string, string>> = {
  'eight-tabs': 'eight tabs in one browser share one stream: the browser tests',
};
