import type { CheckName } from '../check/findings.js';
import type { TargetOptions } from '../target/target.js';

/**
 * A design that Tripstream does not use, with the fault that shows why. The server contains
 * none of it: the suite loads these modules before the server, into a process of its own.
 */
export interface Variant {
  name: string;
  /** One line for `--list`: the mistake of this design. */
  description: string;
  /** The name of the fault that reveals the mistake. */
  fault: string;
  target: TargetOptions;
  /** At least one of these checks must report a violation; otherwise the suite fails. */
  caughtBy: readonly CheckName[];
}

const preloading = (name: string): TargetOptions => ({ preloads: [`chaos/src/broken/${name}.ts`] });

export const variants: readonly Variant[] = [
  {
    name: 'bare-cursor',
    description: 'the tail reads on with id > cursor, and the feed does not heal what it skips',
    fault: 'sixteen-writers',
    target: preloading('bare-cursor'),
    caughtBy: ['P1'],
  },
  {
    name: 'transaction-order',
    description: 'the tail sorts by transaction, up to the oldest that runs',
    fault: 'sixteen-writers',
    target: preloading('transaction-order'),
    caughtBy: ['P3'],
  },
  {
    name: 'emit-before-commit',
    description: 'the command emits its events before it commits',
    fault: 'failing-commits',
    target: preloading('emit-before-commit'),
    caughtBy: ['P2'],
  },
  {
    name: 'no-unique-index',
    description: 'one active trip a rider is asked for first, and kept by no index',
    fault: 'retry-storm',
    target: { schema: ['DROP INDEX trip_one_active_per_rider'] },
    caughtBy: ['P7'],
  },
  {
    name: 'no-lock',
    description: 'trips, offers and drivers are read without a lock before they change',
    fault: 'accept-race',
    target: preloading('no-lock'),
    caughtBy: ['P7'],
  },
  {
    name: 'no-keys',
    description: 'an Idempotency-Key is accepted and ignored',
    fault: 'retry-storm',
    target: preloading('no-keys'),
    caughtBy: ['P10'],
  },
  {
    name: 'kept-epoch',
    description: 'the epoch is read again only when the tail reconnects, not with a new connection',
    fault: 'restore-data-folder',
    target: preloading('kept-epoch'),
    caughtBy: ['P20'],
  },
  {
    name: 'piled-batches',
    description:
      'a batch of locations is written each second, also while the last one is under way',
    fault: 'slow-database',
    target: preloading('piled-batches'),
    caughtBy: ['P17'],
  },
  {
    name: 'leaky-log',
    description: 'the log has every property of an error',
    fault: 'refused-rows',
    target: preloading('leaky-log'),
    caughtBy: ['P22'],
  },
  {
    name: 'overtaking-webhooks',
    description: 'the next event of a trip is posted while the one before waits for a retry',
    fault: 'webhook-kills',
    target: preloading('overtaking-webhooks'),
    caughtBy: ['P24'],
  },
  {
    name: 'impatient-watch',
    description: 'absence counts from the last sign of life, also while no server could hear one',
    fault: 'riders-vanish',
    target: preloading('impatient-watch'),
    caughtBy: ['P25'],
  },
  {
    name: 'no-fence',
    description: 'an opening waits for the flush of its own node of NATS, and for no fence',
    fault: 'slow-route',
    // No fence would pass within such a delay; this design asks for none, so its openings go on.
    target: { ...preloading('no-fence'), gateways: { nodes: 2, delayToFirstNodeMs: 800 } },
    caughtBy: ['P1'],
  },
  {
    name: 'no-flush',
    description: 'the relay moves on without waiting until NATS has its batch',
    fault: 'nats-away',
    target: preloading('no-flush'),
    caughtBy: ['P1'],
  },
];
