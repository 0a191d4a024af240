import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform';
import type { Viewer } from '../principal.js';
import type { AccessRequest } from '../request.js';
import type { ShareLinkRoute } from './allow-share-link.decorator.js';
import { ShareLinks } from './share-links.js';

/** Tells who comes by a share link. */
@Injectable()
export class ViewerResolver {
  constructor(private readonly links: ShareLinks) {}

  /**
   * @returns undefined when the request brings no link
   * @throws DomainError NOT_FOUND, and DATABASE_UNAVAILABLE unless trouble is told in band
   */
  async resolve(request: AccessRequest, route: ShareLinkRoute): Promise<Viewer | undefined> {
    const { share } = request.query;
    if (share === undefined) return undefined;
    try {
      // Given twice it is a list: no token of ours.
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

/** Whether the link is good can't be told now; until it can, they see no trip. */
const createUnresolvedViewer = (): Viewer => ({
  role: 'viewer',
  userId: '',
  name: 'Viewer',
  expiresAt: new Date(8.64e15),
  tripId: null,
});
