import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const SHARE_LINK = Symbol('share link');

/** How a route treats the holders of a share link. */
export interface ShareLinkRoute {
  /**
   * That the database is away is told in the stream, not by a status: a native
   * `EventSource` would give up for good. The viewer then has no `tripId`.
   */
  reportErrorsInStream: boolean;
}

/**
 * Opens a route with a trip's `:id` to whoever holds a link to that trip. With `?share=` in
 * the address the request is a viewer's, whatever session comes along: one address shows
 * the same to everybody. The handler takes a `@CurrentReader()`.
 */
export const AllowShareLink = (route: ShareLinkRoute = { reportErrorsInStream: false }) =>
  applyDecorators(
    SetMetadata(SHARE_LINK, route),
    // In the API document: an alternative to the bearer token, by its name there.
    ApiSecurity('share'),
  );
