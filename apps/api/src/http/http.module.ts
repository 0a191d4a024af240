import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from './problem.filter.js';
import { schemaValidationPipe } from './schema-validation.pipe.js';

/** What every route has in common: validation and problem documents. */
@Module({
  providers: [
    { provide: APP_PIPE, useValue: schemaValidationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HttpModule {}
