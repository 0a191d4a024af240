import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, getOrigin, type AccessRequest } from '#access';
import { Settings } from '#platform';

type Pages = Settings['pages'];

/** What the pages can't know by themselves; null: there is none. */
interface PageConfig {
  demoControl: NonNullable<Pages['demoControl']> | null;
  tiles: NonNullable<Pages['tiles']> | null;
}

const LOOPBACK = /^https?:\/\/(localhost|\[::1\]|127(\.\d{1,3}){3})(:\d+)?$/;

/** For our own pages only, so it is in no API document. */
@ApiExcludeController()
@Controller('pages')
@Public()
export class PageConfigController {
  constructor(private readonly settings: Settings) {}

  /**
   * A page that came by another name than the machine's own may be a stranger's whose name
   * was bent to this address (DNS rebinding): it isn't told the token.
   */
  @Get('config.json')
  @Header('Cache-Control', 'no-store')
  config(@Req() request: AccessRequest): PageConfig {
    const { demoControl, tiles } = this.settings.pages;
    const isLocal = LOOPBACK.test(getOrigin(request));
    return { demoControl: (isLocal && demoControl) || null, tiles: tiles ?? null };
  }
}
