// The token endpoint of the tenant and its discovery documents: client credentials with a secret or a certificate,
// AADSTS errors. Every request is counted under 'microsoft-token'. Evidence of numbers and texts: notes.md, "Token
// endpoint".
import type { Request } from 'express';
import { guid } from '../../credentials.js';
import type { Refusal } from '../graph/errors.js';
import type { GraphAnswer } from '../graph/graph-request.js';
import type { RegisteredApp, TenantState } from '../tenant-state.js';
import { issueToken } from './access-token.js';
import { judgeAssertion, type AadstsError } from './client-assertion.js';

const bearerType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const graphScope = /^https:\/\/graph\.microsoft\.com\/?\/\.default$/;

function refuse(status: number, error: string, number: number, text: string): AadstsError {
  return { status, error, number, text };
}

/** The app that the form speaks for, or what is wrong with it. */
async function identify(
  tenant: TenantState,
  form: URLSearchParams,
  endpoint: string,
): Promise<RegisteredApp | AadstsError> {
  const clientId = form.get('client_id');
  if (!form.get('grant_type')) return missing('grant_type');
  if (form.get('grant_type') !== 'client_credentials') {
    return refuse(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${form.get('grant_type')}'.`,
    );
  }
  if (!clientId) return missing('client_id');
  const app = tenant.apps.get(clientId.toLowerCase());
  if (app === undefined) {
    const text =
      `Application with identifier '${clientId}' was not found in the directory '${tenant.tenantId}'. ` +
      'This can happen if the application has not been installed by the administrator of the tenant or consented to ' +
      'by any user in the tenant.';
    return refuse(400, 'unauthorized_client', 700016, text);
  }
  const assertion = form.get('client_assertion');
  const secret = form.get('client_secret');
  const problem =
    assertion !== null
      ? await judgeCertificate(tenant, app, form, assertion, endpoint)
      : judgeSecret(tenant, app, secret);
  return problem ?? judgeScope(form.get('scope')) ?? app;
}

function missing(parameter: string): AadstsError {
  return refuse(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${parameter}'.`,
  );
}

function judgeSecret(tenant: TenantState, app: RegisteredApp, secret: string | null): AadstsError | null {
  if (!secret) {
    const text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    return refuse(401, 'invalid_client', 7000218, text);
  }
  if (secret !== app.clientSecret) {
    const text =
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not ' +
      `the client secret ID, for a secret added to app '${app.clientId}'.`;
    return refuse(401, 'invalid_client', 7000215, text);
  }
  if (!tenant.switches.clientSecretsExpired) return null;
  const text =
    `The provided client secret keys for app '${app.clientId}' are expired. ` +
    'Visit the Azure portal to create new keys for your app.';
  return refuse(401, 'invalid_client', 7000222, text);
}

async function judgeCertificate(
  tenant: TenantState,
  app: RegisteredApp,
  form: URLSearchParams,
  assertion: string,
  endpoint: string,
): Promise<AadstsError | null> {
  if (form.get('client_assertion_type') !== bearerType) return missing('client_assertion_type');
  const authority = `https://login.microsoftonline.com/${tenant.tenantId}`;
  return judgeAssertion(assertion, {
    clientId: form.get('client_id') ?? '',
    certificatePem: app.certificatePem,
    audiences: [endpoint, `${authority}/oauth2/v2.0/token`, `${authority}/v2.0`, authority],
    // The client signs by its own clock, which no test can move; the emulated clock counts as well.
    nowMs: [Date.now(), tenant.world.clock.nowMs()],
  });
}

function judgeScope(scope: string | null): AadstsError | null {
  if (scope === null || scope === '') return missing('scope');
  if (graphScope.test(scope)) return null;
  if (!scope.endsWith('/.default')) {
    const text =
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with ` +
      '/.default suffixed to the resource identifier (application ID URI).';
    return refuse(400, 'invalid_scope', 1002012, text);
  }
  const resource = scope.slice(0, -'/.default'.length);
  return refuse(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant.`,
  );
}

function errorAnswer(tenant: TenantState, problem: AadstsError): GraphAnswer {
  const [traceId, correlationId] = [guid(tenant.requestChance), guid(tenant.requestChance)];
  const ids = `Trace ID: ${traceId} Correlation ID: ${correlationId}`;
  const timestamp = `${tenant.world.clock.now().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    status: problem.status,
    body: {
      error: problem.error,
      error_description: `AADSTS${problem.number}: ${problem.text} ${ids} Timestamp: ${timestamp}`,
      error_codes: [problem.number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${problem.number}`,
    },
  };
}

function unknownTenant(tenant: TenantState, name: string): GraphAnswer {
  const text =
    `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct ` +
    'cloud.';
  return errorAnswer(tenant, refuse(400, 'invalid_request', 90002, text));
}

/** How the endpoint itself fails: no AADSTS number, no Graph envelope. */
export function refuseToken(refusal: Refusal): GraphAnswer {
  const error = refusal.status === 429 || refusal.status === 503 ? 'temporarily_unavailable' : 'server_error';
  return { status: refusal.status, headers: refusal.headers, body: { error, error_description: refusal.message } };
}

/** `endpoint` is the address that the request went to: an assertion may name it as its audience. */
export async function answerTokenRequest(
  tenant: TenantState,
  tenantName: string,
  form: URLSearchParams,
  endpoint: string,
): Promise<GraphAnswer> {
  if (tenantName.toLowerCase() !== tenant.tenantId.toLowerCase()) return unknownTenant(tenant, tenantName);
  const app = await identify(tenant, form, endpoint);
  if ('error' in app) return errorAnswer(tenant, app);
  const { token, expiresInSeconds } = await issueToken(tenant, app);
  const lifetimes = { expires_in: expiresInSeconds, ext_expires_in: expiresInSeconds };
  return { status: 200, body: { token_type: 'Bearer', ...lifetimes, access_token: token } };
}

/** The origin that the client used, as far as the request tells. */
export function originOf(request: Pick<Request, 'protocol' | 'headers'>): string {
  return `${request.protocol}://${request.headers.host ?? '127.0.0.1'}`;
}

export function answerDiscovery(tenant: TenantState, tenantName: string, origin: string): GraphAnswer {
  if (tenantName.toLowerCase() !== tenant.tenantId.toLowerCase()) return unknownTenant(tenant, tenantName);
  const base = `${origin}/${tenantName}`;
  return {
    status: 200,
    body: {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    },
  };
}
