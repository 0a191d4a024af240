import type { AccessRequest } from '../request.js';

/** What a browser says of a request by another page (Fetch Metadata, section 2.4). */
const FOREIGN_SITES = new Set(['same-site', 'cross-site']);

/** Whether the browser says that a page of another site or of another port sent the request. */
export const isFromForeignSite = ({ headers }: Pick<AccessRequest, 'headers'>): boolean =>
  FOREIGN_SITES.has(String(headers['sec-fetch-site']));
