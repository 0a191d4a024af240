export { AccessModule } from './access.module.js';
export { GuardModule } from './guard.module.js';
export { accessEntities, accessExpiryRules } from './entities.js';
export { AccountDirectory } from './account/account-directory.js';
export { HomeTable } from './home/home-table.js';
export type { Principal, Requester, Viewer } from './principal.js';
export {
  getOrigin,
  getPath,
  getPublicOrigin,
  getRoute,
  isWebSocketHandshake,
  type AccessRequest,
} from './request.js';
export { CurrentRequester, CurrentUser } from './guard/current-user.decorator.js';
export { CommandContext } from './guard/command-context.decorator.js';
export { AnswersCommands } from './guard/outcome.interceptor.js';
export { CallerIdentifier } from './guard/caller-identifier.js';
export { networkOf } from './guard/network-of.js';
export { UserActivity } from './guard/user-activity.js';
export { LogOutCheck } from './session/log-out-check.js';
export { ForRoles, Public } from './guard/roles.decorator.js';
export { AllowShareLink } from './share/allow-share-link.decorator.js';
export { OpsKey } from './session/ops-key.js';
export { ShareLinks, type ShareEnd } from './share/share-links.js';
export { DemoIssuer } from './token/demo-issuer.js';
export { RevocationSource, type Revocations } from './token/revocation-source.js';
export { RevocationTable } from './token/revocation-table.js';
export { REVOCATION_OVERLAP_SECONDS, RevokedTokens } from './token/revoked-tokens.js';
export { hashToken } from './token/hashed-token.js';
export { wrongShard } from './token/own-shard-verifier.js';
export { SessionVerifier } from './token/session-verifier.js';
export { hashPerson, readTokenClaims, type PersonIdentity } from './token/token-claims.js';
export { TokenVerifier } from './token/token-verifier.js';
export { VerificationUnavailable } from './token/verification-unavailable.js';
