import { z } from 'zod';

/** An invalid field of a request. `field` is its path, such as `pickup.lat` or `0.lng`. */
export const fieldErrorSchema = z.strictObject({ field: z.string(), message: z.string() });

/** RFC 9457 problem details, with a stable `code` and whether a retry can help. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    retryable: z.boolean(),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem' });

export type FieldError = z.infer<typeof fieldErrorSchema>;
export type Problem = z.infer<typeof problemSchema>;
