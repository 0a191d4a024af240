import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { settingCases } from '../../test/setting-cases.js';
import { environmentSchema } from './environment.js';
import { Settings, SettingsError } from './settings.js';

/** The settings of `.env.example` with their defaults, as a shell would set them. */
const documented = new Map(
  readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
);
const known = Object.keys(environmentSchema.shape) as (keyof typeof environmentSchema.shape)[];
const cases = Object.entries(settingCases);

function refusalOf(variables: Record<string, string>): string {
  try {
    Settings.from(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the settings of .env.example', () => {
  it('every setting of .env.example is read by the server and tried here', () => {
    expect([...documented.keys()].sort()).toEqual([...known].sort());
    expect(Object.keys(settingCases).sort()).toEqual([...known].sort());
  });

  it('the default of every setting is the one that .env.example shows', () => {
    const given = [...documented].filter(([, value]) => value !== '');
    const shown: object = environmentSchema.parse(Object.fromEntries(given));
    expect(shown).toEqual(environmentSchema.parse({}));
  });

  it.each(cases)('%s means what an operator sets', (name, { accepts, together }) => {
    for (const [text, value] of accepts) {
      const variables = { ...together, [name]: text };
      expect([text, refusalOf({ AUTH_MODE: 'demo', ...variables })]).toEqual([text, 'accepted']);
      expect([text, environmentSchema.parse(variables)]).toEqual([
        text,
        expect.objectContaining({ [name]: value }),
      ]);
    }
  });

  it.each(cases)('%s is refused by its name when it makes no sense', (name, row) => {
    for (const text of row.refuses) {
      const message = refusalOf({ AUTH_MODE: 'demo', ...row.together, [name]: text });
      expect([text, message]).toEqual([text, expect.stringContaining(`  ${name}`)]);
      expect(message).not.toContain('hunter2');
    }
  });

  it.each(cases)('%s counts as unset when it is empty', (name) => {
    expect(Settings.from({ [name]: '' })).toEqual(Settings.from({}));
  });
});
