import { Module } from '@nestjs/common';
import { BusModule } from '#bus';
import { ShardAudience } from './shard-audience.js';

/** What the frames of a shard need of the bus. */
@Module({ imports: [BusModule], providers: [ShardAudience], exports: [BusModule, ShardAudience] })
export class ShardAudienceModule {}
