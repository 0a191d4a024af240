import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, getPublicOrigin, type AccessRequest } from '#access';
import { Settings } from '#platform';
import { errorsPage } from './errors-page.js';
import { EXAMPLE_ORIGIN, homePage } from './home-page.js';

/** The home page and the catalogue of errors, for people who open the address in a browser. */
@ApiExcludeController()
@Controller()
@Public()
export class PageController {
  constructor(private readonly settings: Settings) {}

  /** The commands on the page contain the address of the request, so that they work when copied. */
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  home(@Req() request: AccessRequest): string {
    const origin = getPublicOrigin(request, this.settings.http);
    return origin ? homePage.replaceAll(EXAMPLE_ORIGIN, origin) : homePage;
  }

  @Get('errors')
  @Header('Content-Type', 'text/html; charset=utf-8')
  errors(): string {
    return errorsPage;
  }
}
