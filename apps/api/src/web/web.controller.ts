import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { Settings } from '#platform';
import { pagePolicy } from './page-policy.js';
import { readWebPage } from './web-build.js';

/** The used part of Fastify's reply. */
interface PageReply {
  headers(values: Record<string, string>): unknown;
}

const HTML = 'text/html; charset=utf-8';

/**
 * The pages for riders, drivers and operators. Each page creates its own session through the API.
 */
@ApiExcludeController()
@Controller()
@Public()
export class WebController {
  private readonly policy: string;

  constructor(settings: Settings) {
    this.policy = pagePolicy(settings);
  }

  @Get('rider')
  @Header('Cache-Control', 'no-cache')
  rider(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('rider', reply);
  }

  @Get('driver')
  @Header('Cache-Control', 'no-cache')
  driver(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('driver', reply);
  }

  @Get('city')
  @Header('Cache-Control', 'no-cache')
  city(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('city', reply);
  }

  private async page(name: 'rider' | 'driver' | 'city', reply: PageReply): Promise<string> {
    const html = await readWebPage(name);
    reply.headers({ 'Content-Type': HTML, 'Content-Security-Policy': this.policy });
    return html;
  }
}
