import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthenticationGuard } from './guard/authentication.guard.js';
import { CallerIdentifier } from './guard/caller-identifier.js';
import { ViewerResolver } from './share/viewer-resolver.js';
import { RevokedTokens } from './token/revoked-tokens.js';
import { SessionVerifier } from './token/session-verifier.js';

/**
 * The guard of every route. Global modules must provide TokenVerifier, RevocationSource, ShareLinks
 * and UserActivity: in the database's processes AccessModule does, in a gateway remote ones.
 */
@Global()
@Module({
  providers: [
    CallerIdentifier,
    RevokedTokens,
    SessionVerifier,
    ViewerResolver,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
  ],
  exports: [CallerIdentifier, RevokedTokens, SessionVerifier],
})
export class GuardModule {}
