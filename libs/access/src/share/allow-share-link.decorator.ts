import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const SHARE_LINK = Symbol('share link');

/** How a route treats requests with a share link. */
export interface ShareLinkRoute {
  /**
   * True if the route reports an unavailable database in the stream and not by a status, after
   * which a native `EventSource` would not reconnect. The viewer has no `tripId` then.
   */
  reportErrorsInStream: boolean;
}

/**
 * Opens a route with a trip's `:id` to the holders of a share link of that trip. A request with
 * `?share=` is always a viewer's, even if it has a session too, so that one address shows the same
 * to all. The handler takes a `@CurrentRequester()`.
 */
export const AllowShareLink = (route: ShareLinkRoute = { reportErrorsInStream: false }) =>
  applyDecorators(
    SetMetadata(SHARE_LINK, route),
    // `share` is the name of this alternative to the bearer token in the API document.
    ApiSecurity('share'),
  );
