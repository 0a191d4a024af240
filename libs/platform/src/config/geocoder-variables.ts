import { z } from 'zod';

/** An address of the web below which a geocoder answers. The address of an issuer has no more rights. */
const isBaseUrl = (value: string): boolean => {
  if (!URL.canParse(value) || /[\s?#]/.test(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
};

/** Whether an address is the public server, which has a usage policy of its own. */
export const isPublicNominatim = (url: string): boolean =>
  new URL(url).hostname.replace(/\.$/, '') === 'nominatim.openstreetmap.org';

/** The message leaves the value out: it may have a password. */
const baseUrl = z.string().refine(isBaseUrl, {
  error: 'must be http or https without a password, a ? or a #, like https://geocoder.example/api',
});

/** Which outside geocoder the search of places asks. */
export const geocoderVariables = {
  GEOCODER_URL: baseUrl.optional(),
  GEOCODER_KIND: z.enum(['photon', 'nominatim']).optional(),
  GEOCODER_ATTRIBUTION: z.string().max(200).default('© OpenStreetMap contributors'),
};
