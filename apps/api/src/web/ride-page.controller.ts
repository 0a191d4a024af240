import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { Settings } from '#platform';
import { pagePolicy } from './page-policy.js';
import { readWebPage } from './web-build.js';

/** The page of one ride. Its session reads the ride through the API, so the page itself is public. */
@ApiExcludeController()
@Controller('rides')
@Public()
export class RidePageController {
  private readonly policy: string;

  constructor(settings: Settings) {
    this.policy = pagePolicy(settings, "'self'");
  }

  @Get(':id')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  async show(
    @Res({ passthrough: true }) reply: { headers(values: Record<string, string>): unknown },
  ): Promise<string> {
    const html = await readWebPage('ride');
    reply.headers({ 'Content-Security-Policy': this.policy });
    return html;
  }
}
