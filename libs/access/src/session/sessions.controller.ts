import { Body, Controller, Delete, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { sessionRequestSchema, sessionSchema, type Session, type SessionRequest } from '#contracts';
import { CommandAdmission, CommandOutcome, IdempotentCommands, type Command } from '#database';
import { DomainError, Settings } from '#platform';
import { AccountDirectory } from '../account/account-directory.js';
import { CommandContext } from '../guard/command-context.decorator.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { AnswersCommands } from '../guard/outcome.interceptor.js';
import { ForRoles, Public } from '../guard/roles.decorator.js';
import type { Principal } from '../principal.js';
import type { AccessRequest } from '../request.js';
import { DemoIssuer } from '../token/demo-issuer.js';
import { TokenRevocation } from '../token/token-revocation.js';
import { LogOutCheck } from './log-out-check.js';
import { OpsKey } from './ops-key.js';
import { getCookieName, formatExpiredCookie, formatSessionCookie } from './session-cookie.js';

/** The member of a Fastify reply that the controller uses. */
interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('Sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountDirectory,
    private readonly issuer: DemoIssuer,
    private readonly commands: IdempotentCommands,
    private readonly revocation: TokenRevocation,
    private readonly logOutCheck: LogOutCheck,
    private readonly opsKey: OpsKey,
    private readonly admission: CommandAdmission,
  ) {}

  @Post()
  @Public()
  @AnswersCommands()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Become a rider, a driver or ops (AUTH_MODE=demo only)' })
  @ApiResponse({ status: 201, standardSchema: sessionSchema })
  async create(
    @CommandContext() command: Command,
    @Body({ schema: sessionRequestSchema }) body: SessionRequest,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CommandOutcome<Session>> {
    if (this.settings.auth.mode !== 'demo') {
      throw new DomainError('NOT_FOUND', 'Tokens come from the configured issuer.');
    }
    if (body.role === 'ops') this.opsKey.refuseUnannounced(request.headers);
    const outcome = await this.createSession(command, body);
    const { token, expiresAt, user } = outcome.body;
    const session = { role: user.role, token, expiresAt: new Date(expiresAt) };
    reply.header('Set-Cookie', formatSessionCookie(session, this.isSecure(request)));
    return outcome;
  }

  /** A retry with its Idempotency-Key gets the first answer, and takes no second key. */
  private async createSession(
    command: Command,
    { role, name, opsKey }: SessionRequest,
  ): Promise<CommandOutcome<Session>> {
    let taken: string | undefined;
    try {
      const outcome = await this.commands.execute(command, async (tx): Promise<Session> => {
        if (role === 'ops' && this.opsKey.isRequired) taken ??= this.opsKey.take(opsKey);
        const id = await this.accounts.create(tx, role, name);
        const user = { id, role, name };
        const { token, expiresAt } = await this.issuer.issue(user);
        return { token, expiresAt: expiresAt.toISOString(), user };
      });
      if (taken !== undefined) this.opsKey.renew();
      return outcome;
    } catch (error) {
      if (taken !== undefined) this.opsKey.release(taken);
      throw error;
    }
  }

  @Delete('me')
  @HttpCode(204)
  @ForRoles('rider', 'driver', 'ops')
  @ApiOperation({ summary: 'Log out: this token ends now, and the streams opened with it' })
  @ApiResponse({ status: 204, description: 'From now on the token is refused' })
  @ApiResponse({ status: 409, description: 'DRIVER_ON_TRIP: a driver finishes the trip first' })
  async end(
    @CurrentUser() principal: Principal,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<void> {
    const { userId } = principal;
    await this.admission.run({ userId, row: userId }, () =>
      this.revocation.revoke(principal, (tx) => this.logOutCheck.requireAllowed(tx, principal)),
    );
    if (hasOtherSession(request, principal)) return;
    reply.header('Set-Cookie', formatExpiredCookie(principal.role, this.isSecure(request)));
  }

  /** A proxy may have ended TLS. */
  private isSecure(request: AccessRequest): boolean {
    return request.protocol === 'https' || !!this.settings.http.publicUrl?.startsWith('https:');
  }
}

/** Another person may have signed in in another tab since, and keeps that cookie. */
function hasOtherSession({ headers, cookies }: AccessRequest, { role }: Principal): boolean {
  const cookie = cookies?.[getCookieName(role)];
  if (cookie === undefined || headers.authorization === undefined) return false;
  return !headers.authorization.endsWith(cookie);
}
