import type { LoggerService } from '@nestjs/common';

const PAGES = [
  ['Start page', '/'],
  ['Rider', '/rider'],
  ['Driver', '/driver'],
  ['Both', '/side-by-side'],
  ['Race', '/race'],
  ['City', '/city'],
  ['Bytes', '/bytes'],
  ['API', '/docs'],
] as const;

/**
 * Tells where the pages are: a list on a terminal, else one line of the log.
 *
 * @param origin of this server, as a browser on this machine reaches it
 */
export function announce(origin: string, logger: LoggerService): void {
  const { stdout } = process;
  if (stdout.isTTY) stdout.write(formatLinks(origin));
  else logger.log(`Pages: ${PAGES.map(([, path]) => `${origin}${path}`).join(' ')}`, 'Server');
}

/** The links below each other, with an empty line on both sides. */
export const formatLinks = (origin: string): string =>
  `\n${PAGES.map(([name, path]) => `  ${name.padEnd(12)}${origin}${path}\n`).join('')}\n`;
