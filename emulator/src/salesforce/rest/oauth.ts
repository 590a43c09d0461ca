// The token endpoint (JWT bearer only), sessions, userinfo and revocation.
// Every refusal and its wording: notes.md, "OAuth". Tokens mean something only in this process and die with the clock.
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { isSignedBy, readWebToken, type WebToken } from '../../web-token.js';
import { sessionExpired } from '../errors.js';
import type { OrgState } from '../state.js';

const tokenAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';
const loginUrls = ['https://login.salesforce.com', 'https://test.salesforce.com'];
const hourMs = 60 * 60 * 1_000;

interface Session {
  readonly userId: string;
  readonly clientId: string;
  lastUsedMs: number;
}

type TokenAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

function refused(error: string, description: string): TokenAnswer {
  return { status: 400, body: { error, error_description: description } };
}

/** The username that an assertion claims to be for, unverified: to count the call for a user. */
export function claimedUser(assertion: string | null): string | null {
  const sub: unknown = readWebToken(assertion ?? '')?.claims.sub;
  return typeof sub === 'string' ? sub : null;
}

export class OAuth {
  readonly #state: OrgState;
  readonly #apps = new Map<string, KeyObject>();
  readonly #sessions = new Map<string, Session>();
  readonly #logins = new Map<string, number[]>();

  constructor(state: OrgState) {
    this.#state = state;
  }

  /** Takes a certificate or a public key, as PEM. */
  addApp(clientId: string, publicKeyPem: string): void {
    this.#apps.set(clientId, createPublicKey(publicKeyPem));
  }

  /** `baseUrl` is where this org is reached: one of the audiences, and part of the answer. */
  async token(form: URLSearchParams, baseUrl: string): Promise<TokenAnswer> {
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      return refused('unsupported_grant_type', 'grant type not supported');
    }
    const assertion = readWebToken(form.get('assertion') ?? '');
    if (assertion === null) return refused('invalid_grant', 'invalid assertion');
    const { claims } = assertion;
    return (
      (await this.#checkAssertion(assertion, baseUrl)) ??
      this.#checkUser(String(claims.sub)) ??
      this.#grant(claims, baseUrl)
    );
  }

  async #checkAssertion(assertion: WebToken, baseUrl: string): Promise<TokenAnswer | null> {
    const { switches, world } = this.#state;
    const { claims } = assertion;
    if (switches.isOrganizationLocked) return refused('inactive_org', 'organization is locked');
    const key = typeof claims.iss === 'string' ? this.#apps.get(claims.iss) : undefined;
    if (key === undefined) return refused('invalid_client_id', 'client identifier invalid');
    if (!(await isSignedBy(assertion, key, ['RS256']))) return refused('invalid_grant', 'invalid assertion');
    const audiences = [...loginUrls, baseUrl];
    if (typeof claims.aud !== 'string' || !audiences.includes(claims.aud.replace(/\/$/, ''))) {
      return refused('invalid_grant', 'audience is invalid');
    }
    const nowSeconds = world.clock.nowMs() / 1_000;
    const latest = nowSeconds + (switches.assertionLifetimeMaxSeconds ?? Infinity);
    const isInTime = typeof claims.exp === 'number' && claims.exp > nowSeconds && claims.exp <= latest;
    return isInTime ? null : refused('invalid_grant', 'expired authorization code');
  }

  #checkUser(username: string): TokenAnswer | null {
    const { switches, directory, world } = this.#state;
    const userId = directory.findUserId(username);
    if (switches.appApproval === 'notInstalled') {
      return refused('invalid_grant', 'External client app is not installed in this org');
    }
    if (switches.appApproval === 'none' || userId === null) {
      return refused('invalid_grant', "user hasn't approved this consumer");
    }
    const isBlocked = directory.user(userId)['IsActive'] !== true || directory.loginOf(userId)?.['IsFrozen'] === true;
    if (isBlocked) return refused(switches.inactiveUserError, 'user is inactive');
    if (!directory.holdsPermissionSet(userId, switches.preAuthorisedPermissionSets)) {
      return refused('invalid_app_access', 'user is not admin approved to access this app');
    }
    const isFromOutside = switches.ipRestricted.some(
      (one) => one === '*' || one.toLowerCase() === username.toLowerCase(),
    );
    if (isFromOutside) return refused('invalid_grant', 'ip restricted');
    const now = world.clock.nowMs();
    const recent = (this.#logins.get(userId) ?? []).filter((at) => at > now - hourMs);
    if (recent.length >= switches.loginsPerUserAndHourMax) {
      return refused('rate_limit_exceeded', 'login rate exceeded');
    }
    this.#logins.set(userId, [...recent, now]);
    return null;
  }

  #grant(claims: JWTPayload, baseUrl: string): TokenAnswer {
    const { world, orgId, directory } = this.#state;
    const userId = directory.userId(String(claims.sub));
    const token = `${orgId.slice(0, 15)}!AQ${world.chance.text(94, tokenAlphabet)}`;
    this.#sessions.set(token, { userId, clientId: String(claims.iss), lastUsedMs: world.clock.nowMs() });
    const body = {
      access_token: token,
      scope: 'api',
      instance_url: baseUrl,
      id: `${baseUrl}/id/${orgId}/${userId}`,
      token_type: 'Bearer',
    };
    return { status: 200, body };
  }

  /** The user of a token without using it: to count a call, whatever becomes of it. */
  peek(token: string | null): string | null {
    const session = token === null ? undefined : this.#sessions.get(token);
    return session === undefined ? null : session.userId;
  }

  /** The user of a live token; its timeout starts again. Throws INVALID_SESSION_ID. */
  userOf(token: string): string {
    const { world, switches, directory } = this.#state;
    const session = this.#sessions.get(token);
    const now = world.clock.nowMs();
    const isLive =
      session !== undefined &&
      now < session.lastUsedMs + switches.sessionTimeoutMinutes * 60_000 &&
      directory.user(session.userId)['IsActive'] === true;
    if (!isLive) throw sessionExpired();
    session.lastUsedMs = now;
    return session.userId;
  }

  revoke(token: string): boolean {
    return this.#sessions.delete(token);
  }

  userInfo(userId: string, baseUrl: string): Readonly<Record<string, unknown>> {
    const { directory, orgId } = this.#state;
    const user = directory.user(userId);
    return {
      sub: `${baseUrl}/id/${orgId}/${userId}`,
      user_id: userId,
      organization_id: orgId,
      preferred_username: user['Username'],
      nickname: user['Alias'],
      name: user['Name'],
      email: user['Email'],
      email_verified: true,
      given_name: user['FirstName'],
      family_name: user['LastName'],
      zoneinfo: user['TimeZoneSidKey'],
      locale: user['LocaleSidKey'],
      language: user['LanguageLocaleKey'],
      active: user['IsActive'],
      user_type: 'STANDARD',
    };
  }
}
