import { Controller, Get, Header, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { LRUCache } from 'lru-cache';
import { Public, type AccessRequest } from '#access';
import { Settings } from '#platform';
import { shareDocument } from '../http/connection/shared-document.js';
import { serverAddressOf } from './server-address.js';
import { asyncApiDocument } from './asyncapi.js';

/** A client may send any host name, so the addresses whose documents are kept have a bound. */
const MAX_ADDRESSES = 8;

/** Serves the AsyncAPI document of the streams, with `?version=3.0` as AsyncAPI 3.0. */
@ApiExcludeController()
@Controller()
@Public()
export class AsyncApiController {
  /** By the address of the server, which is a part of the document. */
  private readonly rendered = new LRUCache<string, Buffer>({ max: MAX_ADDRESSES });

  constructor(private readonly settings: Settings) {}

  @Get('asyncapi.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  document(@Req() request: AccessRequest, @Query('version') wanted?: string): Buffer {
    const version = wanted === '3.0' || wanted === '3.0.0' ? '3.0.0' : '3.1.0';
    const address = serverAddressOf(request, this.settings.http);
    const key = `${version} ${address.protocol}://${address.host}`;
    let rendered = this.rendered.get(key);
    if (!rendered) {
      rendered = shareDocument(JSON.stringify(asyncApiDocument(address, version)));
      this.rendered.set(key, rendered);
    }
    return rendered;
  }
}
