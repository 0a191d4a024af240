import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Settings, SettingsError } from '#platform';

/** One process of the machine. */
export interface Member {
  /** For the log: `api`, `gateway 1`. */
  name: string;
  isGateway: boolean;
  /** What it has beside the environment of the command. */
  environment: Readonly<Record<string, string>>;
}

export interface MachinePlan {
  members: Member[];
  /** How long a process may take to end, in milliseconds. */
  endLimitMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const MOST_GATEWAYS = 256;
const MAX_PORT = 65_535;
/** Milliseconds for the end of a process, on top of its drain. The process itself gives up after 5 s. */
const END_RESERVE_MS = 10_000;

export const USAGE = `Usage: npm run start:machine -- [--gateways <count>]

Starts the processes of one machine: one for commands, matching and the relay on PORT, and gateways
on the ports after it. A process that ends is started again. SIGTERM ends the gateways first.

  --gateways <count>  1 to ${MOST_GATEWAYS}; default: one for each core but one
  --help              shows this text

The settings are those of the environment (.env.example). NATS_URL is needed. With METRICS_PORT each
process has one of its own, in the same order.
`;

/**
 * Decides which processes run on this machine, and checks the settings of all of them before the
 * first one starts.
 *
 * @param args those of the command
 * @returns undefined when only the usage is asked for
 * @throws SettingsError with what is missing or wrong
 */
export function planMachine(
  args: readonly string[],
  environment: Environment,
): MachinePlan | undefined {
  const options = readOptions(args);
  if (options.help) return undefined;
  const gateways = countGateways(options.gateways);
  const first = Settings.from(environment);
  if (first.role === 'gateway') {
    throw new SettingsError('ROLE is gateway. The first process needs all (the default) or api.');
  }
  const { port, metricsPort } = first.http;
  if (port === 0 || port + gateways > MAX_PORT) {
    throw new SettingsError(
      `PORT is ${port}. Give a port with ${gateways} more above it: the gateways use them.`,
    );
  }
  const place = (index: number) => ({
    PORT: String(port + index),
    ...(metricsPort !== undefined && { METRICS_PORT: String(metricsPort + index) }),
  });
  const members = Array.from({ length: gateways + 1 }, (_, index): Member =>
    index === 0
      ? { name: 'api', isGateway: false, environment: place(0) }
      : {
          name: `gateway ${index}`,
          isGateway: true,
          environment: { ...place(index), ROLE: 'gateway' },
        },
  );
  for (const member of members) Settings.from({ ...environment, ...member.environment });
  const { delayMs, spreadMs } = first.drain;
  return { members, endLimitMs: delayMs + spreadMs + END_RESERVE_MS };
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { gateways: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new SettingsError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function countGateways(given: string | undefined): number {
  if (given === undefined) return Math.max(availableParallelism() - 1, 1);
  const count = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= MOST_GATEWAYS) return count;
  throw new SettingsError(
    `--gateways is ${given}. Give a whole number from 1 to ${MOST_GATEWAYS}.`,
  );
}
