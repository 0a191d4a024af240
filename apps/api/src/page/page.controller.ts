import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { errorsPage } from './errors-page.js';
import { homePage } from './home-page.js';

/** The pages a person finds when they open the address in a browser. */
@ApiExcludeController()
@Controller()
@Public()
export class PageController {
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  home(): string {
    return homePage;
  }

  @Get('errors')
  @Header('Content-Type', 'text/html; charset=utf-8')
  errors(): string {
    return errorsPage;
  }
}
