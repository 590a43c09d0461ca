// Access tokens: JSON web tokens with the claims of an app-only Graph token, valid by the emulated clock. They are
// signed with a secret of this tenant (real ones with a rotating key): to a client an access token is a closed book.
import { SignJWT } from 'jose';
import { Refusal } from '../graph/errors.js';
import type { Headers } from '../graph/graph-request.js';
import type { AppGrant, RegisteredApp, TenantState } from '../tenant-state.js';

const audience = 'https://graph.microsoft.com';

export async function issueToken(
  tenant: TenantState,
  app: RegisteredApp,
): Promise<{ token: string; expiresInSeconds: number }> {
  const now = Math.floor(tenant.world.clock.nowMs() / 1000);
  const expiresInSeconds = tenant.switches.tokenLifetimeSeconds;
  const exp = now + expiresInSeconds;
  const roles = [...app.roles];
  const claims = {
    aud: audience,
    iss: `https://sts.windows.net/${tenant.tenantId}/`,
    iat: now,
    nbf: now,
    exp,
    appid: app.clientId,
    idtyp: 'app',
    roles,
    sub: app.clientId,
    tid: tenant.tenantId,
    ver: '1.0',
  };
  const signer = new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'HS256' });
  const token = await signer.sign(Buffer.from(tenant.tokenSecret));
  tenant.issuedTokens.set(token, { app: { clientId: app.clientId, roles }, expiresAtMs: exp * 1000 });
  return { token, expiresInSeconds };
}

/**
 * What the Authorization header allows, or the 401 that it earns. Tokens are looked up, not verified: that waits for
 * nothing, so that requests are worked on in the order of their arrival.
 */
export function readToken(tenant: TenantState, headers: Headers): { app: AppGrant } | { refusal: Refusal } {
  const match = /^Bearer\s+(.*)$/i.exec(headers.authorization ?? '');
  const token = match?.[1]?.trim() ?? '';
  if (token === '') return { refusal: unauthorised('Access token is empty.') };
  const issued = tenant.issuedTokens.get(token);
  if (issued === undefined) {
    const isWellFormed = token.split('.').length === 3;
    const notWellFormed = 'IDX14100: JWT is not well formed, there are no dots (.).';
    return { refusal: unauthorised(isWellFormed ? 'Signature validation failed. No keys matched.' : notWellFormed) };
  }
  if (issued.expiresAtMs <= tenant.world.clock.nowMs()) {
    return { refusal: unauthorised('Lifetime validation failed, the token is expired.') };
  }
  return { app: issued.app };
}

function unauthorised(message: string): Refusal {
  return new Refusal(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", ' +
      'client_id="00000003-0000-0000-c000-000000000000"',
  });
}
