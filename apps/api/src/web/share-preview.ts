import type { SharedTrip } from '#contracts';
import type { ErrorCode } from '#platform';
import { escapeHtml } from '../page/page-layout.js';

/** What a messenger shows of a link before anyone opens it. */
export interface SharePreview {
  title: string;
  description: string;
}

const FOLLOW = 'Follow the car on the map until it is there.';
/** The most characters of a first name in a preview. */
const MAX_NAME = 40;

/**
 * The state of a ride in a few words. A messenger shows it to all members of a
 * conversation, so it names only the driver, by the first name, and no place.
 */
export function tripPreview({ status, driver }: SharedTrip): SharePreview {
  const name = driver ? firstName(driver.name) : 'The driver';
  switch (status) {
    case 'matching':
      return { title: 'Looking for a driver', description: FOLLOW };
    case 'driver_assigned':
      return { title: `${name} is on the way to the pickup`, description: FOLLOW };
    case 'driver_arrived':
      return { title: `${name} is at the pickup`, description: FOLLOW };
    case 'in_progress':
      return { title: `On the way with ${name}`, description: FOLLOW };
    case 'completed':
      return { title: 'They have arrived', description: 'This ride is over.' };
    case 'cancelled':
      return { title: 'This ride was cancelled', description: 'The car is not coming.' };
    case 'no_drivers_available':
      return { title: 'No driver was free', description: 'This ride did not take place.' };
  }
}

/** A link that shows no ride, by the code of its refusal. */
export function endedLinkPreview(code: ErrorCode): SharePreview {
  const description = 'Ask the person who sent it for a new link.';
  if (code === 'SHARE_LINK_REVOKED') return { title: 'This link was taken back', description };
  if (code === 'SHARE_LINK_EXPIRED') return { title: 'This link has expired', description };
  return { title: 'A shared ride', description: 'Follow a ride on the map.' };
}

/** Replaces the title of a document and adds its preview (Open Graph, ogp.me). */
export function withPreview(html: string, { title, description }: SharePreview): string {
  const meta = [
    `<title>${escapeHtml(title)} · Tripstream</title>`,
    '<meta name="robots" content="noindex, nofollow" />',
    '<meta name="referrer" content="no-referrer" />',
    `<meta name="description" content="${escapeHtml(description)}" />`,
    '<meta property="og:type" content="website" />',
    '<meta property="og:site_name" content="Tripstream" />',
    `<meta property="og:title" content="${escapeHtml(title)}" />`,
    `<meta property="og:description" content="${escapeHtml(description)}" />`,
    '<meta name="twitter:card" content="summary" />',
  ];
  return html.replace(/<title>[^<]*<\/title>/, () => meta.join('\n    '));
}

/** The first word of a name, without the characters that turn the direction of a text. */
const firstName = (name: string): string =>
  (
    name
      .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
      .split(/\s+/)[0] ?? ''
  ).slice(0, MAX_NAME) || 'The driver';
