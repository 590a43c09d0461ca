// The app's access token for Graph by client credentials (msal-node), kept until shortly before its end. One request
// for it at a time. msal locks itself out for a minute after a 429 or 5xx and then answers out of its memory: its
// instance is thrown away instead, and the waits are ours (waits.ts). Never logs or passes on a text of the token
// service. Source of codes: Microsoft Learn, "AADSTS error codes".
import { X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication, type Configuration, type INetworkModule } from '@azure/msal-node';
import { failed, success, type Failure, type Outcome } from '../core/failure.js';
import type { ClockPort } from '../ports/clock.js';
import type { Log } from '../log.js';
import type { NoAnswer } from '../wire/no-answer.js';
import { retryAfterMs } from '../wire/retry-after.js';
import type { Wire } from '../wire/wire.js';
import { graphAnswerOf, type GraphAnswer } from './answer.js';
import { cloudOf, emulatedCloud } from './clouds.js';
import { backOffMs, isShortWait, readRepeatsMax } from './waits.js';

type MicrosoftCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** Both PEM. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };

export interface TokenOptions {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: MicrosoftCredential;
  /** Token endpoint; null = that of the cloud behind `graphUrl`. */
  readonly tokenUrl: string | null;
  readonly graphUrl: string;
}

export interface Tokens {
  /** A token that is good for some minutes. A failure is the system's, never one person's. */
  ensure(): Promise<Outcome<string>>;
  /** Graph refused this token: the next `ensure` asks for another one. */
  forget(token: string): void;
}

/** A token is not used in its last minutes: a batch may be under way for a while. */
const marginMs = 5 * 60_000;
/** After a refusal nobody asks again for so long, whoever needs a token. */
const refusedForMs = 60_000;

export function createTokens(
  options: TokenOptions,
  parts: { readonly wire: Wire; readonly clock: ClockPort; readonly log: Log },
): Tokens {
  const { wire, clock, log } = parts;
  let kept: { readonly token: string; readonly goodUntilMs: number } | null = null;
  let refused: { readonly failure: Failure; readonly untilMs: number } | null = null;
  let asking: Promise<Outcome<string>> | null = null;

  const ask = async (): Promise<Outcome<string>> => {
    for (let repeat = 0; ; repeat += 1) {
      const got = await askOnce(options, wire);
      if (got.kind === 'token') {
        const lifeMs = got.lifeSeconds * 1_000;
        kept = { token: got.token, goodUntilMs: clock.nowMs() + lifeMs - Math.min(marginMs, lifeMs / 2) };
        refused = null;
        return success(got.token);
      }
      const failure = failureOfToken(got, clock.nowMs());
      const waitMs = Math.max((failure.retryAtMs ?? 0) - clock.nowMs(), backOffMs(repeat));
      const isOver = failure.class === 'auth' || repeat >= readRepeatsMax || !isShortWait(waitMs);
      log.warn('MICROSOFT_TOKEN_REFUSED', { class: failure.class, code: failure.code, attempt: repeat + 1 });
      if (!isOver) {
        await clock.wait(waitMs);
        continue;
      }
      const untilMs = Math.max(failure.retryAtMs ?? 0, clock.nowMs() + refusedForMs);
      refused = { failure: { ...failure, retryAtMs: untilMs, isSystemWide: true }, untilMs };
      return failed(refused.failure);
    }
  };

  return {
    async ensure() {
      const nowMs = clock.nowMs();
      if (kept !== null && nowMs < kept.goodUntilMs) return success(kept.token);
      if (refused !== null && nowMs < refused.untilMs) return failed(refused.failure);
      asking ??= ask().finally(() => (asking = null));
      return asking;
    },
    forget(token) {
      if (kept?.token === token) kept = null;
    },
  };
}

type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string; readonly lifeSeconds: number }
  | { readonly kind: 'refused'; readonly last: GraphAnswer | NoAnswer | null; readonly localCode: string };

async function askOnce(options: TokenOptions, wire: Wire): Promise<TokenAnswer> {
  let last: GraphAnswer | NoAnswer | null = null;
  const note = (result: GraphAnswer | NoAnswer): void => {
    last = result;
  };
  const cloud = cloudOf(options.graphUrl) ?? emulatedCloud;
  try {
    const app = new ConfidentialClientApplication(configurationOf(options, cloud.authority, networkOver(wire, note)));
    const result = await app.acquireTokenByClientCredential({ scopes: [cloud.scope], skipCache: true });
    if (result !== null && result.accessToken !== '') {
      return { kind: 'token', token: result.accessToken, lifeSeconds: lifeOf(last) };
    }
    return { kind: 'refused', last, localCode: 'EMPTY_TOKEN' };
  } catch (error) {
    const { errorCode } = error as { errorCode?: unknown };
    return { kind: 'refused', last, localCode: typeof errorCode === 'string' ? errorCode : 'TOKEN_REQUEST_FAILED' };
  }
}

function configurationOf(options: TokenOptions, authority: string, networkClient: INetworkModule): Configuration {
  return {
    auth: {
      clientId: options.clientId,
      authority: `${authority}/${options.tenantId}`,
      ...(options.tokenUrl === null ? {} : { authorityMetadata: metadataFor(options.tokenUrl) }),
      ...credentialOf(options.credential),
    },
    system: { networkClient },
  };
}

function credentialOf(
  credential: MicrosoftCredential,
): Pick<Configuration['auth'], 'clientSecret' | 'clientCertificate'> {
  if (credential.kind === 'secret') return { clientSecret: credential.secret };
  const thumbprintSha256 = new X509Certificate(credential.certificate).fingerprint256.replaceAll(':', '');
  return { clientCertificate: { thumbprintSha256, privateKey: credential.privateKey } };
}

/**
 * With these msal makes no discovery call, and takes a token endpoint of this machine without TLS. Only the first one
 * is used.
 */
function metadataFor(tokenUrl: string): string {
  const others = new URL(tokenUrl).origin;
  return JSON.stringify({
    token_endpoint: tokenUrl,
    issuer: others,
    authorization_endpoint: others,
    end_session_endpoint: others,
    jwks_uri: others,
  });
}

function networkOver(wire: Wire, note: (result: GraphAnswer | NoAnswer) => void): INetworkModule {
  const send = async <T>(
    method: string,
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) => {
    const { headers = {}, body } = options ?? {};
    const result = await wire.send({ method, url, headers, ...(body === undefined ? {} : { body }) });
    if (result.kind === 'none') {
      note(result);
      throw new Error(result.code);
    }
    const answer = graphAnswerOf(result);
    note(answer);
    return { status: answer.status, headers: { ...result.headers }, body: (answer.body ?? {}) as T };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

function lifeOf(last: GraphAnswer | NoAnswer | null): number {
  const seconds = last?.kind === 'answer' ? Number((last.body as { expires_in?: unknown } | null)?.expires_in) : NaN;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 60;
}

/**
 * Refusals are `auth`; a service that is busy or silent is `throttled` or `transient`. Codes: AADSTS numbers, else the
 * OAuth error.
 */
function failureOfToken(refusal: TokenAnswer & { kind: 'refused' }, nowMs: number): Failure {
  const { last, localCode } = refusal;
  if (last === null) return { class: 'auth', code: localCode };
  if (last.kind === 'none') return { class: 'transient', code: last.code };
  const { status, body, retryAfter } = last;
  const { error_codes: numbers, error } = (body ?? {}) as { error_codes?: unknown; error?: unknown };
  const number: unknown = Array.isArray(numbers) ? numbers[0] : undefined;
  const name = typeof error === 'string' && /^\w{1,60}$/.test(error) ? error : `HTTP_${status}`;
  const code = typeof number === 'number' ? `AADSTS${number}` : name;
  const waitMs = retryAfterMs(retryAfter, nowMs);
  const retry = waitMs === null ? {} : { retryAtMs: nowMs + waitMs };
  if (status === 429) return { class: 'throttled', code, ...retry };
  const isBusy = status >= 500 || status === 408 || name === 'temporarily_unavailable' || status === 200;
  return isBusy ? { class: 'transient', code, ...retry } : { class: 'auth', code };
}
