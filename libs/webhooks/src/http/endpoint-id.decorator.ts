import { Param, type PipeTransform } from '@nestjs/common';
import { uuid } from '#contracts';
import { endpointNotFound } from '../endpoint/endpoint.service.js';

/** A text that is no UUID names no endpoint. */
const parseEndpointId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (!parsed.success) throw endpointNotFound();
    return parsed.data;
  },
};

/** Provides the id of the endpoint in the path. */
export const EndpointId = (): ParameterDecorator => (target, key, index) => {
  Param('id', parseEndpointId)(target, key, index);
};
