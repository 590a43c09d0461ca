// Signing in: one access token per Salesforce user, by JWT bearer (OAuth 2.0, RFC 7523; Salesforce help "OAuth 2.0 JWT
// Bearer Flow"). The only place that asks for a person's token; ask for nobody outside an active configuration. Tokens
// live in memory only.
import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { failed, success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { ClockPort } from '../ports/clock.js';
import type { Wire, WireAnswer } from '../wire/wire.js';
import { failureOfSilence } from './errors.js';
import { failureOfTokenAnswer } from './token-errors.js';

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface Token {
  readonly accessToken: string;
  /** Origin that this user's calls go to. */
  readonly instanceUrl: string;
}

export interface TokenOptions {
  readonly loginUrl: string;
  readonly clientId: string;
  /** PEM of the RSA key whose certificate the app holds. */
  readonly privateKey: string;
}

/**
 * Whom the assertion is for. Salesforce takes `https://login.salesforce.com` or `https://test.salesforce.com`,
 * whatever My Domain the request goes to; sandboxes and scratch orgs are *test*. Every other host (an emulator, an
 * Experience site) is its own audience. Source: the rule of Salesforce's own command line (sfdx-core, sfdcUrl.ts)
 * without its look-up of DNS names.
 */
export function audienceOf(loginUrl: string): string {
  const { hostname, origin } = new URL(loginUrl);
  if (!hostname.endsWith('.salesforce.com')) return origin;
  const isSandbox = hostname === 'test.salesforce.com' || /\.(sandbox|scratch)\.my\.salesforce\.com$/.test(hostname);
  const isOldSandbox = /--[a-z0-9]+\.my\.salesforce\.com$/.test(hostname) || /^cs\d+\./.test(hostname);
  return isSandbox || isOldSandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
}

/** Asks for a new token, always. Callers keep it and see to it that one is asked for at a time (client.ts). */
export type TokenSource = (username: string) => Promise<Outcome<Token>>;

export function createTokenSource(
  { loginUrl, clientId, privateKey }: TokenOptions,
  wire: Wire,
  clock: ClockPort,
): TokenSource {
  const url = new URL('/services/oauth2/token', loginUrl).href;
  const audience = audienceOf(loginUrl);
  const key = createPrivateKey(privateKey);
  /** How far Salesforce's clock is ahead of ours, where ours was so wrong that an assertion was refused. */
  let knownSkewMs = 0;

  const assertionFor = (username: string): Promise<string> => {
    const exp = Math.floor((clock.nowMs() + knownSkewMs + limits.salesforceAssertionMs) / 1_000);
    const claims = { iss: clientId, sub: username, aud: audience, exp };
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
  };

  const requestOnce = async (username: string): Promise<{ outcome: Outcome<Token>; theirTimeMs: number | null }> => {
    const assertion = await assertionFor(username);
    const answer = await wire.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: grantType, assertion }).toString(),
    });
    if (answer.kind === 'none') return { outcome: failed(failureOfSilence(answer, false)), theirTimeMs: null };
    const { status, body } = answer;
    const token = status === 200 ? parseToken(body) : null;
    const outcome = token === null ? failed(failureOfTokenAnswer(status, body, clock.nowMs())) : success(token);
    return { outcome, theirTimeMs: serverTimeMs(answer) };
  };

  return async (username: string): Promise<Outcome<Token>> => {
    const { outcome, theirTimeMs } = await requestOnce(username);
    if (outcome.ok || outcome.failure.code !== 'CLOCK_WRONG' || theirTimeMs === null) return outcome;
    const skewMs = theirTimeMs - clock.nowMs();
    if (Math.abs(skewMs - knownSkewMs) < limits.salesforceAssertionMs / 3) return outcome;
    knownSkewMs = skewMs;
    return (await requestOnce(username)).outcome;
  };
}

/** Salesforce's own clock (Date header) in milliseconds since 1970, or null. */
export function serverTimeMs({ headers }: WireAnswer): number | null {
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? null : time;
}

function parseToken(body: string): Token | null {
  try {
    const { access_token: accessToken, instance_url: instanceUrl } = JSON.parse(body) as Record<string, unknown>;
    if (typeof accessToken !== 'string' || typeof instanceUrl !== 'string') return null;
    return { accessToken, instanceUrl: new URL(instanceUrl).origin };
  } catch {
    return null;
  }
}
