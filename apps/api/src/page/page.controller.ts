import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, getPublicOrigin, type AccessRequest } from '#access';
import { Settings } from '#platform';
import { errorsPage } from './errors-page.js';
import { tourPage } from './tour-page.js';

/** The tour of a ride with curl and the catalogue of errors, for people who open the address in a browser. */
@ApiExcludeController()
@Controller()
@Public()
export class PageController {
  constructor(private readonly settings: Settings) {}

  /** The commands on the page contain the address of the request, so that they work when copied. */
  @Get('tour')
  @Header('Content-Type', 'text/html; charset=utf-8')
  tour(@Req() request: AccessRequest): string {
    return tourPage(getPublicOrigin(request, this.settings.http));
  }

  @Get('errors')
  @Header('Content-Type', 'text/html; charset=utf-8')
  errors(): string {
    return errorsPage;
  }
}
