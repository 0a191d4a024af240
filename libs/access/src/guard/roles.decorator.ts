import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { Role } from '#contracts';

export const ROLES = Symbol('roles');
export const PUBLIC = Symbol('public');

/** A route without a token. Everything else needs one: forgetting this locks, not opens. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The roles that may use a route; anyone else with a valid token gets 403. */
export const ForRoles = (...roles: Role[]) =>
  applyDecorators(SetMetadata(ROLES, roles), ApiBearerAuth());
