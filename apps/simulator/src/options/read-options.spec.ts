import { describe, expect, it } from '@jest/globals';
import { readOptions } from './read-options.js';

const files = ['--requests', 'r.csv', '--network', 'n.json', '--vehicles', 'v.csv'];

describe('readOptions', () => {
  it('the defaults are the built-in city and one minute', () => {
    expect(readOptions([])).toMatchObject({ forSeconds: 60, speed: 20, seed: 1, files: undefined });
  });

  it('the window replaces the default duration', () => {
    expect(readOptions([...files, '--from', '21:00', '--minutes', '10'])).toMatchObject({
      forSeconds: undefined,
      fromSeconds: 75_600,
      minutes: 10,
    });
  });

  it('the defaults are one server and no kills', () => {
    expect(readOptions([])).toMatchObject({ instances: 1, killEverySeconds: undefined });
    expect(readOptions(['--instances', '2', '--kill-every', '10s'])).toMatchObject({
      instances: 2,
      killEverySeconds: 10,
    });
  });

  it('either option of cities asks for gateways, and for two processes in each city', () => {
    expect(readOptions([])).toMatchObject({ cities: undefined });
    const one = { cities: 1, gateways: 3, instances: 2, control: false };
    expect(readOptions(['--gateways', '3'])).toMatchObject(one);
    const args = ['--cities', '2', '--instances', '1', '--kill-every', '10'];
    const two = { cities: 2, gateways: 2, instances: 1, killEverySeconds: 10 };
    expect(readOptions(args)).toMatchObject(two);
    expect(() => readOptions(['--cities', '2'], 'postgres://db/trips')).toThrow(
      /unset DATABASE_URL/,
    );
  });

  it('some people vanish for ever, unless servers are killed', () => {
    const vanishing = { driverVanishRate: 0.01, riderVanishRate: 0.01 };
    expect(readOptions([]).behaviour).toMatchObject(vanishing);
    const killed = { driverVanishRate: 0, riderVanishRate: 0.2 };
    const args = ['--kill-every', '10s', '--rider-vanish-rate', '0.2'];
    expect(readOptions(args).behaviour).toMatchObject(killed);
  });

  it('the control port is open unless --json is given, and the city ends unless --stay is', () => {
    expect(readOptions([])).toMatchObject({ control: true, stay: false });
    expect(readOptions(['--json'])).toMatchObject({ control: false, stay: false });
    expect(readOptions(['--stay'])).toMatchObject({
      control: true,
      stay: true,
      forSeconds: undefined,
    });
  });

  it('the policy is that of the server unless one is named', () => {
    expect(readOptions([]).policy).toBeUndefined();
    expect(readOptions(['--policy', 'broadcast']).policy).toBe('broadcast');
  });

  it.each([
    [['--policy', 'fastest'], /--policy: .*"fastest".*Known: .*batched/],
    [['--policy', ''], /--policy: .*Known: .*batched/],
    [['--instances', '0'], /--instances takes a whole number from 1/],
    [['--cities', '5'], /--cities takes a whole number from 1 to 4/],
    [['--gateways', '0'], /--gateways takes a whole number from 1 to 8/],
    [['--cities', '2', ...files], /--cities .* leave out --requests/],
    [['--kill-every', 'often'], /--kill-every takes a duration/],
    [['--stay', '--for', '60s'], /--stay .* leave out --for/],
    [['--stay', '--minutes', '5'], /--stay .* leave out --for/],
    [['--from', '9pm'], /--from takes a time of day/],
    [['--speed', '-1'], /--speed takes a number from 0.1/],
    [['--drivers', '1.5'], /--drivers takes a whole number/],
    [['--requests', 'r.csv'], /belong together/],
    [['--decline-rate', '0.6', '--ignore-rate', '0.6'], /together must not exceed 1/],
  ])('the arguments %j are refused with a message that names valid values', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
