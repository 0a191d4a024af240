import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Settings } from '#platform';
import { AccountDirectory } from './account/account-directory.js';
import { AuthenticationGuard } from './guard/authentication.guard.js';
import { CallerIdentifier } from './guard/caller-identifier.js';
import { OpsKey } from './session/ops-key.js';
import { SessionsController } from './session/sessions.controller.js';
import { ViewerResolver } from './share/viewer-resolver.js';
import { DemoIssuer } from './token/demo-issuer.js';
import { JwksVerifier } from './token/jwks-verifier.js';
import { RevokedTokens } from './token/revoked-tokens.js';
import { SessionVerifier } from './token/session-verifier.js';
import { TokenVerifier } from './token/token-verifier.js';

/**
 * Sessions, and the guard of every route. Another module must provide ShareLinks and
 * UserActivity.
 */
@Global()
@Module({
  controllers: [SessionsController],
  providers: [
    AccountDirectory,
    DemoIssuer,
    OpsKey,
    RevokedTokens,
    CallerIdentifier,
    SessionVerifier,
    ViewerResolver,
    {
      provide: TokenVerifier,
      inject: [Settings, AccountDirectory, DemoIssuer],
      useFactory: (settings: Settings, accounts: AccountDirectory, demo: DemoIssuer) =>
        settings.auth.mode === 'demo' ? demo : new JwksVerifier(settings, accounts),
    },
    { provide: APP_GUARD, useClass: AuthenticationGuard },
  ],
  exports: [AccountDirectory, DemoIssuer, OpsKey, RevokedTokens],
})
export class AccessModule {}
