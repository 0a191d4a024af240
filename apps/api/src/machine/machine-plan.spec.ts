import { describe, expect, it } from '@jest/globals';
import { planMachine } from './machine-plan.js';

const BUS = { NATS_URL: 'nats://127.0.0.1:4222' };

describe('the processes of a machine', () => {
  it('the machine has one process with the database on PORT, and gateways on the ports after it', () => {
    const plan = planMachine(['--gateways', '2'], { ...BUS, PORT: '4000', METRICS_PORT: '9400' });
    expect(plan?.members).toEqual([
      { name: 'api', isGateway: false, environment: { PORT: '4000', METRICS_PORT: '9400' } },
      {
        name: 'gateway 1',
        isGateway: true,
        environment: { PORT: '4001', METRICS_PORT: '9401', ROLE: 'gateway' },
      },
      {
        name: 'gateway 2',
        isGateway: true,
        environment: { PORT: '4002', METRICS_PORT: '9402', ROLE: 'gateway' },
      },
    ]);
  });

  it('a process may take longer to end than their drain', () => {
    const drain = { DRAIN_DELAY_SECONDS: '3', DRAIN_SECONDS: '45' };
    expect(planMachine([], { ...BUS, ...drain })?.endLimitMs).toBeGreaterThan(53_000);
  });

  it('a machine has one gateway at least without a number', () => {
    expect(planMachine([], BUS)?.members.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    [[], {}, 'NATS_URL is missing'],
    [[], { ...BUS, ROLE: 'gateway' }, 'ROLE is gateway'],
    [[], { ...BUS, PORT: '0' }, 'PORT is 0'],
    [['--gateways', '9'], { ...BUS, PORT: '65530' }, 'with 9 more above it'],
    [['--gateways', '0'], BUS, '--gateways is 0'],
    [['--gateways', '1.5'], BUS, '--gateways is 1.5'],
    [['--gateways', '257'], BUS, 'from 1 to 256'],
    [['--gateway', '2'], BUS, 'Usage:'],
  ])('the command %j with %j is refused: %s', (args, environment, message) => {
    expect(() => planMachine(args, environment)).toThrow(message);
  });

  it('nothing is planned when only the usage is asked for', () => {
    expect(planMachine(['--help'], {})).toBeUndefined();
  });
});
