// Which part of the org answers a request, and under which route and for whom it is counted. Nothing is worked on here:
// a plan is made first, so that faults can come before the work. Evidence: notes.md, "Resources" and "OAuth".
import type { Request } from 'express';
import { notFound, notModelled } from '../errors.js';
import { type AccountLocks, accountsTouched, type HeldLocks } from '../save/locks.js';
import type { Answer, Method } from './api.js';
import { dataAnswer, parsedOrNull, queryText, tokenOf, versionPattern, type Parts } from './data-request.js';
import { claimedUser } from './oauth.js';
import { versionList } from './routes-org.js';

const requestLineAndHeadersMax = 16_384;

/** One way to answer a request that was counted: the route for the book of calls, and the work. */
export interface Plan {
  readonly system: 'salesforce' | 'salesforce-token';
  readonly route: string;
  readonly user: string | null;
  /** Called when the request arrives and given back when it is answered: the locks that it holds meanwhile. */
  readonly acquire?: () => HeldLocks;
  readonly answer: (locks: HeldLocks) => Answer | Promise<Answer>;
}

export const noLocks: HeldLocks = { isDenied: () => false, release: () => {} };

function headerSize(request: Request): number {
  const headers = request.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  return request.originalUrl.length + headers;
}

export function planFor(parts: Parts, locks: AccountLocks, request: Request): Plan {
  const { state, oauth } = parts;
  const userId = oauth.peek(tokenOf(request));
  const user = userId === null ? null : String(state.directory.user(userId)['Username']);
  const path = request.path;
  const always = (route: string, answer: () => Answer): Plan => ({ system: 'salesforce', route, user, answer });
  if (headerSize(request) > requestLineAndHeadersMax) {
    const body = '<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>';
    return always(routeText(parts, request), () => ({ status: 414, body }));
  }
  if (path.startsWith('/services/oauth2/') || path.startsWith('/id/')) return oauthPlan(parts, request, user);
  if (/^\/services\/data\/?$/.test(path)) return always('/services/data', () => ({ status: 200, body: versionList() }));
  const version = versionPattern.exec(path)?.[1];
  if (version === undefined) {
    const isKnown = /^\/(cometd|services\/(Soap|apexrest|async|wave))(\/|$)/i.test(path);
    return always(path, () => {
      throw isKnown ? notModelled(path) : notFound();
    });
  }
  const route = routeText(parts, request);
  const holdsLocks = state.switches.accountLocks && request.method !== 'GET';
  const acquire = (): HeldLocks =>
    holdsLocks ? locks.acquire(accountsTouched(state, request.originalUrl, parsedOrNull(request))) : noLocks;
  const answer = (held: HeldLocks): Answer => dataAnswer(parts, request, version, held);
  return { system: 'salesforce', route, user, acquire, answer };
}

/** The route with placeholders, below the version; unknown paths stand for themselves. */
function routeText(parts: Parts, request: Request): string {
  const below = versionPattern.exec(request.path)?.[2] ?? request.path;
  try {
    return parts.routes.find(request.method as Method, below).route.path;
  } catch {
    return below;
  }
}

function oauthPlan({ oauth, state, baseUrl: fixedUrl }: Parts, request: Request, user: string | null): Plan {
  const baseUrl = (fixedUrl?.() ?? `http://${request.headers.host ?? 'localhost'}`).replace(/\/$/, '');
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  const asUser = (answer: (userId: string) => Answer, route: string): Plan => ({
    system: 'salesforce',
    route,
    user,
    answer: () => answer(oauth.userOf(tokenOf(request) ?? '')),
  });
  switch (`${request.method} ${request.path}`) {
    case 'POST /services/oauth2/token':
      return {
        system: 'salesforce-token',
        route: request.path,
        user: claimedUser(form.get('assertion')),
        answer: () => oauth.token(form, baseUrl),
      };
    case 'POST /services/oauth2/revoke':
    case 'GET /services/oauth2/revoke': {
      const token = form.get('token') ?? queryText(request, 'token') ?? '';
      const answer = (): Answer =>
        oauth.revoke(token) ? { status: 200 } : { status: 400, body: { error: 'unsupported_token_type' } };
      return { system: 'salesforce-token', route: request.path, user, answer };
    }
    case 'GET /services/oauth2/userinfo':
    case 'POST /services/oauth2/userinfo':
      return asUser((userId) => ({ status: 200, body: oauth.userInfo(userId, baseUrl) }), request.path);
    default:
  }
  const [, orgId, wanted] = /^\/id\/(\w+)\/(\w+)$/.exec(request.path) ?? [];
  if (orgId === undefined) {
    const refuse = (): Answer => {
      throw notModelled(`${request.method} ${request.path}`);
    };
    return { system: 'salesforce', route: request.path, user, answer: refuse };
  }
  return asUser((userId) => {
    if (orgId !== state.orgId || wanted !== userId) throw notFound();
    const info = oauth.userInfo(userId, baseUrl);
    const names = { username: info['preferred_username'], display_name: info['name'], id: info['sub'] };
    return { status: 200, body: { ...info, ...names, asserted_user: true } };
  }, '/id/{org}/{user}');
}
