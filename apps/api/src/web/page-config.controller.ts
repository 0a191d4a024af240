import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, getOrigin, type AccessRequest } from '#access';
import { Settings } from '#platform';

type Pages = Settings['pages'];

/** The settings that the pages need; null when a setting isn't configured. */
interface PageConfig {
  demoControl: NonNullable<Pages['demoControl']> | null;
  tiles: NonNullable<Pages['tiles']> | null;
}

const LOOPBACK = /^https?:\/\/(localhost|\[::1\]|127(\.\d{1,3}){3})(:\d+)?$/;

/** The configuration of the built pages. Only they use it, so the API documents leave it out. */
@ApiExcludeController()
@Controller('pages')
@Public()
export class PageConfigController {
  constructor(private readonly settings: Settings) {}

  /**
   * The token of the demo's control is sent only to pages at a loopback address. Under another
   * host name the page may belong to an attacker whose name resolves to this address (DNS
   * rebinding).
   */
  @Get('config.json')
  @Header('Cache-Control', 'no-store')
  config(@Req() request: AccessRequest): PageConfig {
    const { demoControl, tiles } = this.settings.pages;
    const isLocal = LOOPBACK.test(getOrigin(request));
    return { demoControl: (isLocal && demoControl) || null, tiles: tiles ?? null };
  }
}
