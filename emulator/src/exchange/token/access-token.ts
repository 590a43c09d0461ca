// Access tokens: JSON web tokens with the claims of an app-only Graph token, valid by the emulated clock. They are
// signed with a secret of this tenant (real ones with a rotating key): to a client an access token is a closed book.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../graph/errors.js';
import type { AppGrant, Headers } from '../graph/graph-request.js';
import type { RegisteredApp, TenantState } from '../tenant-state.js';

const audience = 'https://graph.microsoft.com';

function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function issueToken(tenant: TenantState, app: RegisteredApp): { token: string; expiresInSeconds: number } {
  const now = Math.floor(tenant.world.clock.nowMs() / 1000);
  const expiresInSeconds = tenant.switches.tokenLifetimeSeconds;
  const claims = {
    aud: audience,
    iss: `https://sts.windows.net/${tenant.tenantId}/`,
    iat: now,
    nbf: now,
    exp: now + expiresInSeconds,
    appid: app.clientId,
    idtyp: 'app',
    roles: [...app.roles],
    sub: app.clientId,
    tid: tenant.tenantId,
    ver: '1.0',
  };
  const unsigned = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  return { token: `${unsigned}.${sign(unsigned, tenant.tokenSecret)}`, expiresInSeconds };
}

/** What the Authorization header allows, or the 401 that it earns. */
export function readToken(tenant: TenantState, headers: Headers): { app: AppGrant } | { refusal: Refusal } {
  const match = /^Bearer\s+(.*)$/i.exec(headers.authorization ?? '');
  const token = match?.[1]?.trim() ?? '';
  if (token === '') return { refusal: unauthorised('Access token is empty.') };
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (token.split('.').length !== 3) {
    return { refusal: unauthorised('IDX14100: JWT is not well formed, there are no dots (.).') };
  }
  const expected = sign(`${header}.${payload}`, tenant.tokenSecret);
  if (signature.length !== expected.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) {
    return { refusal: unauthorised('Signature validation failed. No keys matched.') };
  }
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    appid: string;
    roles: string[];
    exp: number;
  };
  if (claims.exp * 1000 <= tenant.world.clock.nowMs()) {
    return { refusal: unauthorised('Lifetime validation failed, the token is expired.') };
  }
  return { app: { clientId: claims.appid, roles: claims.roles } };
}

function unauthorised(message: string): Refusal {
  return new Refusal(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", ' +
      'client_id="00000003-0000-0000-c000-000000000000"',
  });
}
