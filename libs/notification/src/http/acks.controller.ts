import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, ForRoles, type Principal } from '#access';
import { streamAckSchema, streamId, type StreamAck } from '#contracts';
import { AckService } from '../ack/ack.service.js';

/** A user with a personal stream; ops have none. */
type StreamOwner = Principal & { role: 'rider' | 'driver' };

@ApiTags('Streams')
@Controller('v1/streams/acks')
@ForRoles('rider', 'driver')
export class AcksController {
  constructor(private readonly acks: AckService) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'How far you have really got in your own stream',
    description:
      'An offer that its driver doesn’t acknowledge within OFFER_ACK_SECONDS (5 by default) is ' +
      'revoked as `undelivered`; to accept or to decline it counts. A cursor of another epoch ' +
      'is ignored, since your stream will be reset anyway. No Idempotency-Key is needed.',
  })
  @ApiResponse({ status: 204, description: 'Taken in, or nothing new' })
  async acknowledge(
    @CurrentUser() owner: StreamOwner,
    @Body({ schema: streamAckSchema }) { cursor }: StreamAck,
  ): Promise<void> {
    await this.acks.acknowledge(owner, streamId(owner.role, owner.userId), cursor);
  }
}
