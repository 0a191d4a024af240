import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, type AccessRequest } from '#access';
import { serverAddressOf } from './server-address.js';
import { asyncApiDocument } from './asyncapi.js';

/** Serves the AsyncAPI document of the streams. */
@ApiExcludeController()
@Controller()
@Public()
export class AsyncApiController {
  @Get('asyncapi.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  document(@Req() request: AccessRequest): object {
    return asyncApiDocument(serverAddressOf(request));
  }
}
