import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { DomainError, Settings, errorCatalogue } from '#platform';
import { SharedTripQuery } from '#trip';
import { pagePolicy } from './page-policy.js';
import { endedLinkPreview, tripPreview, withPreview, type SharePreview } from './share-preview.js';
import { readWebPage } from './web-build.js';

/** The used part of Fastify's reply. */
interface PageReply {
  status(code: number): unknown;
  headers(values: Record<string, string>): unknown;
}

/**
 * The page of a share link, for people. Its address is a secret: the page gives no referrer, no
 * search engine lists it, and no cache keeps it.
 */
@ApiExcludeController()
@Controller('s')
@Public()
export class SharePageController {
  private readonly policy: string;

  constructor(
    private readonly links: SharedTripQuery,
    settings: Settings,
  ) {
    this.policy = pagePolicy(settings, "'none'");
  }

  /** Also the links that have ended get the page, which says in a sentence what has happened. */
  @Get(':token')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  @Header('Referrer-Policy', 'no-referrer')
  @Header('X-Robots-Tag', 'noindex, nofollow')
  async show(
    @Param('token') token: string,
    @Res({ passthrough: true }) reply: PageReply,
  ): Promise<string> {
    const html = await readWebPage('watch');
    const { status, preview } = await this.read(token);
    reply.status(status);
    reply.headers({ 'Content-Security-Policy': this.policy });
    return withPreview(html, preview);
  }

  private async read(token: string): Promise<{ status: number; preview: SharePreview }> {
    try {
      const { trip } = await this.links.find(token);
      return { status: 200, preview: tripPreview(trip) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { status } = errorCatalogue[error.code];
      // While the database is away the page loads all the same, and asks again.
      return { status: status >= 500 ? 200 : status, preview: endedLinkPreview(error.code) };
    }
  }
}
