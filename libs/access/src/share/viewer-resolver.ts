import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform';
import type { Viewer } from '../principal.js';
import type { AccessRequest } from '../request.js';
import type { ShareLinkRoute } from './allow-share-link.decorator.js';
import { ShareLinks } from './share-links.js';

/** Resolves the `?share=` parameter of a request to a viewer. */
@Injectable()
export class ViewerResolver {
  constructor(private readonly links: ShareLinks) {}

  /**
   * @returns undefined for a request without a share link
   * @throws DomainError NOT_FOUND, and DATABASE_UNAVAILABLE unless the route reports it in the
   *   stream
   */
  async resolve(request: AccessRequest, route: ShareLinkRoute): Promise<Viewer | undefined> {
    const { share } = request.query;
    if (share === undefined) return undefined;
    try {
      // A parameter that is given twice is an array, which is never a valid token.
      return await this.links.open(request.params.id ?? '', typeof share === 'string' ? share : '');
    } catch (error) {
      if (route.reportErrorsInStream && isDatabaseUnavailable(error))
        return createUnresolvedViewer();
      throw error;
    }
  }
}

const isDatabaseUnavailable = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'DATABASE_UNAVAILABLE';

/** A viewer whose link could not be checked, and who may not see any trip. */
const createUnresolvedViewer = (): Viewer => ({
  role: 'viewer',
  userId: '',
  name: 'Viewer',
  expiresAt: new Date(8.64e15),
  tripId: null,
});
