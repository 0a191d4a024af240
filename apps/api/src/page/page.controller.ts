import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, type AccessRequest } from '#access';
import { errorsPage } from './errors-page.js';
import { EXAMPLE_ORIGIN, homePage } from './home-page.js';

/** A host and a port as browsers send them; anything else could forge a command to copy. */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** The pages a person finds when they open the address in a browser. */
@ApiExcludeController()
@Controller()
@Public()
export class PageController {
  /** The commands name the address that the reader came by, so that they work as they stand. */
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  home(@Req() { protocol, host }: AccessRequest): string {
    return HOST.test(host)
      ? homePage.replaceAll(EXAMPLE_ORIGIN, `${protocol}://${host}`)
      : homePage;
  }

  @Get('errors')
  @Header('Content-Type', 'text/html; charset=utf-8')
  errors(): string {
    return errorsPage;
  }
}
