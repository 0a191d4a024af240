import { z } from 'zod';

/** Whether an origin is this machine: a loopback address, or `localhost`. */
const isLoopback = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const host = url?.hostname ?? '';
  const isOrigin = url?.protocol === 'http:' && url.origin === value;
  return isOrigin && /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(host);
};

/**
 * The template must name one host, whose origin is the only one that pages may load images from.
 */
const isTileTemplate = (value: string): boolean => {
  if (!URL.canParse(value)) return false;
  const { protocol, username, host } = new URL(value);
  const isWeb = /^https?:$/.test(protocol) && username === '';
  const isOneHost = isWeb && /^[\w.:[\]-]+$/.test(host);
  return isOneHost && ['{z}', '{x}', '{y}'].every((part) => value.includes(part));
};

/** The variables that pages read by `GET /pages/config.json`. */
export const pageVariables = {
  DEMO_CONTROL_URL: z
    .string()
    .refine(isLoopback, {
      error: 'must be an origin on this machine, like http://127.0.0.1:4000',
    })
    .optional(),
  DEMO_CONTROL_TOKEN: z
    .string()
    .regex(/^[\w-]{32,128}$/, 'must have 32 to 128 letters, digits, - or _')
    .optional(),
  MAP_TILES_URL: z
    .string()
    .refine(isTileTemplate, {
      error: 'must be http or https with {z}, {x} and {y}, and name one host',
    })
    .optional(),
  MAP_TILES_ATTRIBUTION: z.string().max(200).optional(),
};
