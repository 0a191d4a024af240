import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { Role } from '#contracts';

export const ROLES = Symbol('roles');
export const PUBLIC = Symbol('public');

/** Marks a route that needs no token. Every route without this decorator needs one. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Restricts a route to the given roles. A principal with another role gets 403. */
export const ForRoles = (...roles: Role[]) =>
  applyDecorators(SetMetadata(ROLES, roles), ApiBearerAuth());
