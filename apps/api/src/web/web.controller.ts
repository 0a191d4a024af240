import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { PAGE_POLICY } from './page-policy.js';
import { readWebPage } from './web-build.js';

const HTML = 'text/html; charset=utf-8';
const POLICY = 'Content-Security-Policy';

/** The pages for riders, drivers and the city. They sign in by themselves, through the API. */
@ApiExcludeController()
@Controller()
@Public()
export class WebController {
  @Get('rider')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-cache')
  @Header(POLICY, PAGE_POLICY)
  rider(): Promise<string> {
    return readWebPage('rider');
  }

  @Get('driver')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-cache')
  @Header(POLICY, PAGE_POLICY)
  driver(): Promise<string> {
    return readWebPage('driver');
  }

  @Get('city')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-cache')
  @Header(POLICY, PAGE_POLICY)
  city(): Promise<string> {
    return readWebPage('city');
  }
}
