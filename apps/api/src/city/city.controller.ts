import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { brotliCompress, constants } from 'node:zlib';
import { promisify } from 'node:util';
import { Public, type AccessRequest } from '#access';
import { cityMapSchema, type CityMap } from '#contracts';
import { shareDocument } from '../http/connection/shared-document.js';
import { CITY_MAP } from './city-map.token.js';

/** A quarter smaller than what a request has time for, and a tenth of the time of the smallest. */
const BROTLI_QUALITY = 10;

/** The used part of Fastify's reply. */
interface MapReply {
  headers(values: Record<string, string>): unknown;
}

/** The viewers of a share link have no session, and streets are no secret: the map is public. */
@ApiTags('City')
@Controller('v1/city')
@Public()
export class CityController {
  private readonly document: Buffer;
  /** Undefined until it is made; an answer is then compressed for its request. */
  private compressed: Buffer | undefined;

  constructor(@Inject(CITY_MAP) map: CityMap) {
    this.document = shareDocument(JSON.stringify(map));
    void this.compress();
  }

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  @ApiOperation({ summary: 'The road network, for a map without any outside service' })
  @ApiResponse({ status: 200, standardSchema: cityMapSchema })
  get(@Req() request: AccessRequest, @Res({ passthrough: true }) reply: MapReply): Buffer {
    if (!this.compressed || !acceptsBrotli(request.headers['accept-encoding'])) {
      return this.document;
    }
    reply.headers({ 'Content-Encoding': 'br', Vary: 'Accept-Encoding' });
    return this.compressed;
  }

  private async compress(): Promise<void> {
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
    this.compressed = shareDocument(await promisify(brotliCompress)(this.document, { params }));
  }
}

/** RFC 9110, section 12.5.3. A weight of zero means "not acceptable". */
const acceptsBrotli = (header: string | string[] | undefined): boolean =>
  /(^|,)\s*br\s*(,|$|;\s*q=(1|0\.\d*[1-9]))/i.test([header].flat().join());
