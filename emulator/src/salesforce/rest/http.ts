// The wire: counts each call, lets faults and watchers have their say, finds who is asking, sends the answer.
// What an answer is, the routes decide. Order of the checks: notes.md, "Resources".
import { setTimeout as wait } from 'node:timers/promises';
import express, { type Express, type Request, type Response } from 'express';
import type { Call } from '../../calls.js';
import type { FaultEffect } from '../../faults.js';
import type { Actor } from '../access/access.js';
import { errorBody, notFound, notModelled, refusal, SalesforceRefusal } from '../errors.js';
import { AccountLocks, accountsTouched, type HeldLocks } from '../save/locks.js';
import type { SaveOptions } from '../save/pending-save.js';
import type { OrgState } from '../state.js';
import type { Answer, ApiRequest, FoundRoute, Method, Routes } from './api.js';
import type { DailyCalls } from './limits.js';
import { claimedSubject, type OAuth } from './oauth.js';
import { versionList } from './routes-org.js';

const requestLineAndHeadersMax = 16_384;
const versionPattern = /^\/services\/data\/v(\d+\.\d)(\/.*)?$/;

/** What the wire needs of the org. */
interface Parts {
  readonly state: OrgState;
  readonly oauth: OAuth;
  readonly routes: Routes;
  readonly calls: DailyCalls;
  /** Where the org is reached, where that is fixed; else the Host header says. */
  readonly baseUrl: (() => string) | null;
  /** Makes visible what was committed late; called before each request is worked on. */
  readonly settle: () => void;
}

/** One way to answer a request that was counted: the route for the book of calls, and the work. */
interface Plan {
  readonly system: 'salesforce' | 'salesforce-token';
  readonly route: string;
  readonly subject: string | null;
  /** Called when the request arrives and given back when it is answered: the locks that it holds meanwhile. */
  readonly acquire?: () => HeldLocks;
  readonly answer: (locks: HeldLocks) => Answer;
}

const noLocks: HeldLocks = { isDenied: () => false, release: () => {} };

const cut = Symbol('cut');

function headerSize(request: Request): number {
  const headers = request.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  return request.originalUrl.length + headers;
}

function tokenOf(request: Request): string | null {
  const [, token] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return token ?? queryText(request, 'oauth_token');
}

function queryText(request: Request, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' ? value : null;
}

function refusalAnswer(error: unknown): Answer {
  if (error instanceof SalesforceRefusal) return { status: error.status, body: errorBody(error) };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: `the emulator failed: ${message}` }] };
}

/** What Salesforce would say with a status, for faults that give none. */
function usualBody(status: number, system: Plan['system']): unknown {
  if (system === 'salesforce-token') return { error: status === 503 ? 'temporarily_unavailable' : 'server_error' };
  const codes: Record<number, readonly [string, string]> = {
    401: ['INVALID_SESSION_ID', 'Session expired or invalid'],
    403: ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
    503: ['SERVER_UNAVAILABLE', 'Service is temporarily unavailable'],
  };
  const [errorCode, message] = codes[status] ?? ['UNKNOWN_EXCEPTION', 'An unexpected error occurred'];
  return [{ errorCode, message }];
}

/** The app that answers `/services/...` and `/id/...`. */
export function salesforceApp(parts: Parts): Express {
  const { state } = parts;
  const locks = new AccountLocks();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(express.text({ type: () => true, limit: '50mb' }));
  app.use((request, response, next) => {
    serve(parts, locks, request, response).catch(next);
  });
  return app;

  async function serve(all: Parts, accountLocks: AccountLocks, request: Request, response: Response): Promise<void> {
    const plan = planFor(all, accountLocks, request);
    const call = state.world.calls.open({
      system: plan.system,
      method: request.method,
      route: plan.route,
      subject: plan.subject,
      isSubRequest: false,
    });
    const answer = await throughFaults(state, call, plan);
    if (answer === cut) {
      request.socket.destroy();
      return;
    }
    call.status = answer.status;
    // The org's own time, as everything else here: callers compare it with SystemModstamp.
    response.setHeader('Date', state.world.clock.now().toUTCString());
    send(response, answer, plan.system === 'salesforce' ? all.calls.header() : null);
  }
}

async function throughFaults(state: OrgState, call: Call, plan: Plan): Promise<Answer | typeof cut> {
  const { faults, latencyMs } = state.world;
  const effect: FaultEffect | null = faults.effectFor(call);
  if ((await faults.watcher?.(call, 'before')) === 'cut' || effect?.kind === 'cutBefore') return cut;
  if (effect?.kind === 'answer') {
    const body = effect.body ?? usualBody(effect.status, plan.system);
    return { status: effect.status, body, ...(effect.headers === undefined ? {} : { headers: effect.headers }) };
  }
  if (effect?.kind === 'delay') await wait(effect.milliseconds);
  const locks = plan.acquire?.() ?? noLocks;
  if (latencyMs > 0) await wait(latencyMs);
  const answer = settled(() => plan.answer(locks));
  locks.release();
  if ((await faults.watcher?.(call, 'after')) === 'cut' || effect?.kind === 'cutAfter') return cut;
  return answer;
}

function settled(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    return refusalAnswer(error);
  }
}

function send(response: Response, answer: Answer, limitInfo: string | null): void {
  response.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (limitInfo !== null) response.setHeader('Sforce-Limit-Info', limitInfo);
  if (answer.body === undefined) {
    response.end();
  } else if (typeof answer.body === 'string') {
    if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'text/html;charset=UTF-8');
    response.end(answer.body);
  } else {
    if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'application/json;charset=UTF-8');
    response.end(JSON.stringify(answer.body));
  }
}

function planFor(parts: Parts, locks: AccountLocks, request: Request): Plan {
  const { state, oauth } = parts;
  const userId = oauth.peek(tokenOf(request));
  const subject = userId === null ? null : String(state.directory.user(userId)['Username']);
  const path = request.path;
  const always = (route: string, answer: () => Answer): Plan => ({ system: 'salesforce', route, subject, answer });
  if (headerSize(request) > requestLineAndHeadersMax) {
    const body = '<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>';
    return always(routeText(parts, request), () => ({ status: 414, body }));
  }
  if (path.startsWith('/services/oauth2/') || path.startsWith('/id/')) return oauthPlan(parts, request, subject);
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
  return { system: 'salesforce', route, subject, acquire, answer };
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

function oauthPlan({ oauth, state, baseUrl: fixedUrl }: Parts, request: Request, subject: string | null): Plan {
  const baseUrl = (fixedUrl?.() ?? `http://${request.headers.host ?? 'localhost'}`).replace(/\/$/, '');
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  const asUser = (answer: (userId: string) => Answer, route: string): Plan => ({
    system: 'salesforce',
    route,
    subject,
    answer: () => answer(oauth.userOf(tokenOf(request) ?? '')),
  });
  switch (`${request.method} ${request.path}`) {
    case 'POST /services/oauth2/token':
      return {
        system: 'salesforce-token',
        route: request.path,
        subject: claimedSubject(form.get('assertion')),
        answer: () => oauth.token(form, baseUrl),
      };
    case 'POST /services/oauth2/revoke':
    case 'GET /services/oauth2/revoke': {
      const token = form.get('token') ?? queryText(request, 'token') ?? '';
      const answer = (): Answer =>
        oauth.revoke(token) ? { status: 200 } : { status: 400, body: { error: 'unsupported_token_type' } };
      return { system: 'salesforce-token', route: request.path, subject, answer };
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
    return { system: 'salesforce', route: request.path, subject, answer: refuse };
  }
  return asUser((userId) => {
    if (orgId !== state.orgId || wanted !== userId) throw notFound();
    const info = oauth.userInfo(userId, baseUrl);
    const names = { username: info['preferred_username'], display_name: info['name'], id: info['sub'] };
    return { status: 200, body: { ...info, ...names, asserted_user: true } };
  }, '/id/{org}/{user}');
}

/** The user behind a data request. Throws 401 and 403. */
function actorOf({ state, oauth, calls }: Parts, request: Request): Actor {
  const token = tokenOf(request);
  if (token === null) throw refusal('INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE', { status: 401 });
  const actor = state.directory.actor(oauth.userOf(token));
  if (!actor.access.has('ApiEnabled')) {
    throw refusal('API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.', { status: 403 });
  }
  calls.count();
  return actor;
}

function parsedBody(request: Request): unknown {
  const type = request.headers['content-type'] ?? '';
  const text = typeof request.body === 'string' ? request.body : '';
  if (text !== '' && !/^application\/json\b/i.test(type)) {
    const message = `Content-Type '${type}' is not supported for this resource`;
    throw refusal('UNSUPPORTED_MEDIA_TYPE', message, { status: 415 });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refusal('JSON_PARSER_ERROR', `${(error as Error).message} at [line:1, column:1]`);
  }
}

function savingOptions(state: OrgState, request: Request, isDenied: (id: string) => boolean): SaveOptions {
  const header = String(request.headers['sforce-duplicate-rule-header'] ?? '');
  const says = (name: string): boolean => new RegExp(`${name}\\s*=\\s*true`, 'i').test(header);
  return {
    duplicates: { allowSave: says('allowSave'), includeRecordDetails: says('includeRecordDetails') },
    isAccountLocked: (id) => state.switches.lockedAccounts.includes(id) || isDenied(id),
  };
}

function dataAnswer(parts: Parts, request: Request, version: string, { isDenied }: HeldLocks): Answer {
  parts.settle();
  const actor = actorOf(parts, request);
  const number = Number(version);
  if (number > 68 || number < 31) throw notFound();
  if (version !== '65.0') throw notModelled(`version ${version} of the API, only 65.0`);
  const accept = request.headers.accept ?? '';
  if (/xml/.test(accept) && !/json|\*\/\*/.test(accept)) throw notModelled('answers in XML');
  const below = versionPattern.exec(request.path)?.[2] ?? '/';
  const found = parts.routes.find(request.method as Method, below);
  return answerOf(parts, request, found, actor, isDenied);
}

function parsedOrNull(request: Request): unknown {
  try {
    return parsedBody(request);
  } catch {
    return null;
  }
}

function answerOf(
  { state }: Parts,
  request: Request,
  { route, params }: FoundRoute,
  actor: Actor,
  isDenied: (id: string) => boolean,
): Answer {
  const [, search = ''] = request.originalUrl.split('?');
  const apiRequest: ApiRequest = {
    actor,
    method: request.method as Method,
    params,
    query: new URLSearchParams(search),
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: () => parsedBody(request),
    saving: savingOptions(state, request, isDenied),
  };
  return route.handle(apiRequest);
}
