import { Module } from '@nestjs/common';
import { BusModule, LifeSign, Members } from '#bus';
import { ShardAudience } from './shard-audience.js';

const providers = [LifeSign, Members, ShardAudience];

/** What a process with the database knows of the other processes of its shard. */
@Module({ imports: [BusModule], providers, exports: [BusModule, ...providers] })
export class ShardAudienceModule {}
