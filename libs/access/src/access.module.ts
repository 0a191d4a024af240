import { Global, Module } from '@nestjs/common';
import { Settings } from '#platform';
import { AccountDirectory } from './account/account-directory.js';
import { GuardModule } from './guard.module.js';
import { OpsKey } from './session/ops-key.js';
import { SessionsController } from './session/sessions.controller.js';
import { DemoIssuer } from './token/demo-issuer.js';
import { JwksVerifier } from './token/jwks-verifier.js';
import { OwnShardVerifier } from './token/own-shard-verifier.js';
import { RevocationSource } from './token/revocation-source.js';
import { RevocationTable } from './token/revocation-table.js';
import { TokenRevocation } from './token/token-revocation.js';
import { TokenVerifier } from './token/token-verifier.js';

/**
 * Sessions, the guard of every route, and the tokens in the database. Another module must provide
 * ShareLinks and UserActivity.
 */
@Global()
@Module({
  imports: [GuardModule],
  controllers: [SessionsController],
  providers: [
    AccountDirectory,
    DemoIssuer,
    OpsKey,
    RevocationTable,
    TokenRevocation,
    { provide: RevocationSource, useExisting: RevocationTable },
    {
      provide: TokenVerifier,
      inject: [Settings, AccountDirectory, DemoIssuer],
      useFactory: createVerifier,
    },
  ],
  exports: [AccountDirectory, DemoIssuer, OpsKey, RevocationSource, RevocationTable, TokenVerifier],
})
export class AccessModule {}

function createVerifier(
  settings: Settings,
  accounts: AccountDirectory,
  demo: DemoIssuer,
): TokenVerifier {
  const verifier = settings.auth.mode === 'demo' ? demo : new JwksVerifier(settings, accounts);
  const { servers, shard } = settings.bus;
  return servers ? new OwnShardVerifier(verifier, shard) : verifier;
}
