// The token endpoint by hand: what it grants, and each refusal with its AADSTS number. msal-node's view: official-
// clients.test.ts.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { constants, sign, type KeyObject } from 'node:crypto';
import { makeCertificate, type TestCertificate } from './support/certificate.js';
import { clientId, clientSecret, startExchange, tenantId, withSwitch, type TestExchange } from './support/exchange.js';

const certified = '12121212-8888-4777-8666-555555555555';
const scope = 'https://graph.microsoft.com/.default';
let exchange: TestExchange;
let certificate: TestCertificate;

beforeAll(async () => {
  exchange = await startExchange();
  certificate = makeCertificate('the app');
  exchange.tenant.addApp({ clientId: certified, certificatePem: certificate.certificatePem, roles: ['Contacts.Read'] });
});

afterAll(() => exchange.close());

interface TokenReply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(form: Record<string, string>, tenant = tenantId): Promise<TokenReply> {
  const url = `${exchange.origin}/${tenant}/oauth2/v2.0/token`;
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const withSecret = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials', scope };

function assertion(
  changes: { claims?: object; header?: object; key?: KeyObject; alg?: 'PS256' | 'RS256' } = {},
): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  const alg = changes.alg ?? 'PS256';
  const thumbprint = Buffer.from(certificate.thumbprintSha256, 'hex').toString('base64url');
  const header = { alg, typ: 'JWT', 'x5t#S256': thumbprint, ...changes.header };
  const aud = `${exchange.origin}/${tenantId}/oauth2/v2.0/token`;
  const claims = { aud, iss: certified, sub: certified, nbf: now, exp: now + 600, jti: 'one', ...changes.claims };
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  const padding = alg === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const key = { key: changes.key ?? certificate.privateKey, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const signature = sign('sha256', Buffer.from(signed), key).toString('base64url');
  return {
    client_id: certified,
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${signed}.${signature}`,
  };
}

describe('A token request with a secret', () => {
  it('is granted an app-only token that lasts for an hour', async () => {
    const { status, body } = await ask(withSecret);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
    const claims = JSON.parse(Buffer.from(String(body.access_token).split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ appid: clientId, tid: tenantId, idtyp: 'app', aud: 'https://graph.microsoft.com' });
    expect(claims.exp - claims.iat).toBe(3599);
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ['an unknown app', { client_id: '00000000-0000-4000-8000-000000000000' }, 400, 'unauthorized_client', 700016],
    ['no app', { client_id: '' }, 400, 'invalid_request', 900144],
    ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    [
      'a scope of single permissions',
      { scope: 'https://graph.microsoft.com/Contacts.Read' },
      400,
      'invalid_scope',
      1002012,
    ],
    ['the scope of another resource', { scope: 'https://other.example/.default' }, 400, 'invalid_resource', 500011],
  ])('with %s is refused', async (_, change, status, error, number) => {
    const reply = await ask({ ...withSecret, ...change });
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ error, error_codes: [number] });
    expect(reply.body.error_description).toMatch(new RegExp(`^AADSTS${number}: `));
  });

  it('for a tenant that is not there is refused', async () => {
    const reply = await ask(withSecret, '00000000-0000-4000-8000-000000000000');
    expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_request', error_codes: [90002] } });
  });

  it('is refused once the secrets have expired', async () => {
    await withSwitch(exchange, 'clientSecretsExpired', true, async () => {
      expect((await ask(withSecret)).body.error_codes).toEqual([7000222]);
    });
    expect((await ask(withSecret)).status).toBe(200);
  });
});

describe('A token request with a certificate', () => {
  it.each(['PS256', 'RS256'] as const)('is granted when its assertion is signed with %s', async (alg) => {
    expect((await ask(assertion({ alg }))).status).toBe(200);
  });

  it('may name the public authority as audience', async () => {
    const aud = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
    expect((await ask(assertion({ claims: { aud } }))).status).toBe(200);
  });

  it('is refused when the signature is of another key, or the thumbprint of another certificate', async () => {
    const other = makeCertificate('another app');
    expect((await ask(assertion({ key: other.privateKey }))).body.error_codes).toEqual([700027]);
    const thumbprint = Buffer.from(other.thumbprintSha256, 'hex').toString('base64url');
    expect((await ask(assertion({ header: { 'x5t#S256': thumbprint } }))).body.error_codes).toEqual([700027]);
    expect((await ask(assertion({ header: { alg: 'none' } }))).body.error_codes).toEqual([700027]);
  });

  it.each([
    ['for another audience', { aud: 'https://elsewhere.example/' }, 700023],
    ['issued by another app', { iss: 'other' }, 700021],
    ['about another app', { sub: 'other' }, 700021],
    ['that has expired', { exp: 1_000_000_000 }, 700024],
    ['that is not valid yet', { nbf: 9_000_000_000, exp: 9_000_000_600 }, 700024],
    ['without an end', { exp: null }, 700024],
  ])('is refused with an assertion %s', async (_, claims, number) => {
    const reply = await ask(assertion({ claims }));
    expect(reply).toMatchObject({ status: 401, body: { error: 'invalid_client', error_codes: [number] } });
  });

  it('is refused when the assertion is no web token, or the app has no certificate', async () => {
    expect((await ask({ ...assertion(), client_assertion: 'nonsense' })).body.error_codes).toEqual([50027]);
    expect((await ask({ ...assertion(), client_id: clientId })).body.error_codes).toEqual([700027]);
  });

  it('stays valid when the emulated clock is moved: the client signs by its own', async () => {
    exchange.world.clock.advance(86_400_000);
    expect((await ask(assertion())).status).toBe(200);
  });
});

describe('An access token', () => {
  it('ends by the emulated clock', async () => {
    const token = await exchange.token();
    const authorization = `Bearer ${token}`;
    expect((await exchange.get('/users', { authorization })).status).toBe(200);
    exchange.world.clock.advance(3_600_000);
    const reply = await exchange.get('/users', { authorization });
    expect(reply.status).toBe(401);
    expect(reply.body.error).toMatchObject({ code: 'InvalidAuthenticationToken' });
    expect(reply.body.error.message).toBe('Lifetime validation failed, the token is expired.');
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it.each([
    ['missing', '', 'Access token is empty.'],
    ['no web token', 'Bearer nonsense', 'IDX14100: JWT is not well formed, there are no dots (.).'],
    ['signed by someone else', 'Bearer aa.bb.cc', 'Signature validation failed. No keys matched.'],
  ])('that is %s earns a 401', async (_, authorization, message) => {
    const reply = await exchange.get('/users', { authorization });
    expect(reply).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken', message } } });
  });

  it('that is refused fails a batch as a whole', async () => {
    const body = { requests: [{ id: '1', method: 'GET', url: '/users' }] };
    expect((await exchange.call('POST', '/$batch', body, { authorization: 'Bearer nonsense' })).status).toBe(401);
  });
});

describe('The discovery document', () => {
  it.each(['/v2.0/.well-known/openid-configuration', '/.well-known/openid-configuration'])(
    'is found at %s',
    async (path) => {
      const document = await (await fetch(`${exchange.origin}/${tenantId}${path}`)).json();
      expect(document).toMatchObject({
        token_endpoint: `${exchange.origin}/${tenantId}/oauth2/v2.0/token`,
        issuer: `${exchange.origin}/${tenantId}/v2.0`,
      });
      for (const name of ['authorization_endpoint', 'end_session_endpoint', 'jwks_uri'])
        expect(document).toHaveProperty(name);
    },
  );

  it('of an unknown tenant is refused', async () => {
    const reply = await fetch(`${exchange.origin}/nobody/v2.0/.well-known/openid-configuration`);
    expect(reply.status).toBe(400);
  });
});

describe('The token endpoint', () => {
  it('fails as a fault plan says, in its own form, and is counted apart', async () => {
    exchange.world.faults.add({ system: 'microsoft-token', times: 1, effect: { kind: 'answer', status: 503 } });
    const mark = exchange.world.calls.mark();
    expect(await ask(withSecret)).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    expect((await ask(withSecret)).status).toBe(200);
    const counts = exchange.world.calls.counts('microsoft-token', { since: mark });
    expect(counts.byRoute).toEqual({ 'POST /{tenant}/oauth2/v2.0/token': 2 });
    expect(counts.byStatus).toEqual({ '503': 1, '200': 1 });
  });
});
