import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, getPublicOrigin, type AccessRequest } from '#access';
import { Settings } from '#platform';
import { tourPage } from '../page/tour-page.js';
import { pagePolicy } from './page-policy.js';
import { hasWebBuild, readWebPage, type WebPage } from './web-build.js';

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
  private readonly framedPolicy: string;

  constructor(private readonly settings: Settings) {
    this.policy = pagePolicy(settings, "'none'");
    this.framedPolicy = pagePolicy(settings, "'self'");
  }

  /** The start page, or the tour with curl before the pages are built. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  landing(
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: PageReply,
  ): Promise<string> | string {
    if (hasWebBuild()) return this.page('landing', reply);
    reply.headers({ 'Content-Type': HTML });
    return tourPage(getPublicOrigin(request, this.settings.http));
  }

  @Get('rider')
  @Header('Cache-Control', 'no-cache')
  rider(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('rider', reply, this.framedPolicy);
  }

  @Get('driver')
  @Header('Cache-Control', 'no-cache')
  driver(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('driver', reply, this.framedPolicy);
  }

  @Get('city')
  @Header('Cache-Control', 'no-cache')
  city(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('city', reply);
  }

  @Get('side-by-side')
  @Header('Cache-Control', 'no-cache')
  sideBySide(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('side-by-side', reply);
  }

  @Get('bytes')
  @Header('Cache-Control', 'no-cache')
  bytes(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('bytes', reply);
  }

  @Get('race')
  @Header('Cache-Control', 'no-cache')
  race(@Res({ passthrough: true }) reply: PageReply): Promise<string> {
    return this.page('race', reply);
  }

  private async page(name: WebPage, reply: PageReply, policy = this.policy): Promise<string> {
    const html = await readWebPage(name);
    reply.headers({ 'Content-Type': HTML, 'Content-Security-Policy': policy });
    return html;
  }
}
