export { AccessModule } from './access.module.js';
export { accessEntities } from './entities.js';
export type { Principal } from './principal.js';
export { pathOf, type AccessRequest } from './request.js';
export { CurrentUser } from './guard/current-user.decorator.js';
export { CommandContext } from './guard/command-context.decorator.js';
export { AnswersCommands } from './guard/outcome.interceptor.js';
export { ForRoles, Public } from './guard/roles.decorator.js';
export { TokenVerifier } from './token/token-verifier.js';
