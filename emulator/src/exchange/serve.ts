// One Graph request from arrival to answer, the same for a single request and for a part of a batch: book of calls,
// watcher, faults, mailbox state, throttling, roles, latency, route. The only place where a Refusal becomes an answer.
import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from '../calls.js';
import type { FaultEffect } from '../faults.js';
import type { DirectoryUser } from './directory.js';
import { errorBody, Refusal } from './errors.js';
import type { AppGrant, GraphAnswer, IncomingRequest, Served } from './graph-request.js';
import { readPreferences } from './headers.js';
import { checkMailboxState, checkRole, unknownUser } from './access.js';
import { parseQuery } from './odata.js';
import { matchRoute, type MatchedRoute, type Route } from './routing.js';
import type { TenantState } from './tenant-state.js';

/** What is asked before a request: null = no valid token, and why. */
export type Authorisation = { readonly app: AppGrant } | { readonly refusal: Refusal };

export async function serveRequest(
  tenant: TenantState,
  routes: readonly Route[],
  request: IncomingRequest,
  authorisation: Authorisation,
): Promise<Served> {
  const [path = '', query = ''] = splitUrl(request.url);
  const matched = matchRoute(routes, request.method, path);
  const user = matched.params.user === undefined ? undefined : tenant.directory.find(matched.params.user);
  const call = tenant.world.calls.open({
    system: 'exchange',
    method: request.method,
    route: matched.template,
    subject: user?.id ?? null,
    isSubRequest: request.isSubRequest,
  });
  return watchedCall(tenant, call, request, () => perform(tenant, matched, user, query, request, authorisation));
}

function splitUrl(url: string): [string, string] {
  const cut = url.indexOf('?');
  return cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut + 1)];
}

/** Faults and the watcher around anything that is counted as a call. */
export async function watchedCall(
  tenant: TenantState,
  call: Call,
  request: Pick<IncomingRequest, 'requestId' | 'clientRequestId'>,
  carryOut: () => Promise<Served>,
): Promise<Served> {
  const { faults } = tenant.world;
  if ((await faults.watcher?.(call, 'before')) === 'cut') return { kind: 'cut', by: 'watcher' };
  const effect = faults.effectFor(call);
  const served = await underEffect(tenant, effect, request, carryOut);
  if (served.kind === 'answer') call.status = served.answer.status;
  if ((await faults.watcher?.(call, 'after')) === 'cut') return { kind: 'cut', by: 'watcher' };
  return served;
}

async function underEffect(
  tenant: TenantState,
  effect: FaultEffect | null,
  request: Pick<IncomingRequest, 'requestId' | 'clientRequestId'>,
  carryOut: () => Promise<Served>,
): Promise<Served> {
  switch (effect?.kind) {
    case undefined:
      return carryOut();
    case 'answer':
      return { kind: 'answer', answer: faultAnswer(tenant, effect, request) };
    case 'cutBefore':
      return { kind: 'cut', by: 'fault' };
    case 'cutAfter': {
      const served = await carryOut();
      return served.kind === 'cut' ? served : { kind: 'cut', by: 'fault' };
    }
    case 'delay':
      await wait(effect.milliseconds);
      return carryOut();
  }
}

const faultCodes: Readonly<Record<number, readonly [string, string]>> = {
  429: ['ApplicationThrottled', 'Application is over its MailboxConcurrency limit.'],
  500: ['ErrorInternalServerError', 'An internal server error occurred. The operation failed.'],
  503: ['ServiceUnavailable', 'The service is unavailable.'],
  504: ['UnknownError', ''],
};

function faultAnswer(
  tenant: TenantState,
  effect: Extract<FaultEffect, { kind: 'answer' }>,
  request: Pick<IncomingRequest, 'requestId' | 'clientRequestId'>,
): GraphAnswer {
  if (effect.body !== undefined) return { status: effect.status, headers: effect.headers ?? {}, body: effect.body };
  const [code, message] = faultCodes[effect.status] ?? ['UnknownError', ''];
  return refusalAnswer(tenant, new Refusal(effect.status, code, message, effect.headers), request);
}

export function refusalAnswer(
  tenant: TenantState,
  refusal: Refusal,
  request: Pick<IncomingRequest, 'requestId' | 'clientRequestId'>,
): GraphAnswer {
  const body = errorBody(refusal, tenant.world.clock.now(), request.requestId, request.clientRequestId);
  return { status: refusal.status, headers: refusal.headers, body };
}

async function perform(
  tenant: TenantState,
  matched: MatchedRoute,
  user: DirectoryUser | undefined,
  query: string,
  request: IncomingRequest,
  authorisation: Authorisation,
): Promise<Served> {
  const isOfMailbox = matched.route !== null && matched.route.needs !== 'directory' && user !== undefined;
  const clientId = 'app' in authorisation ? authorisation.app.clientId : '';
  const leaveBook = isOfMailbox ? tenant.world.calls.enter(user.id) : null;
  const gate = isOfMailbox ? tenant.throttle.enter(clientId, user.id) : null;
  try {
    if (tenant.world.latencyMs > 0) await wait(tenant.world.latencyMs);
    if ('refusal' in authorisation) throw authorisation.refusal;
    if (gate?.refusal) throw gate.refusal;
    return { kind: 'answer', answer: handle(tenant, matched, user, query, request, authorisation.app) };
  } catch (error) {
    return { kind: 'answer', answer: refusalAnswer(tenant, asRefusal(error), request) };
  } finally {
    gate?.leave();
    leaveBook?.();
  }
}

/** A mistake of the emulator itself is told as one: it must never look like an answer of Exchange. */
function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(500, 'EmulatorFault', String((error as Error).stack ?? error));
}

function handle(
  tenant: TenantState,
  matched: MatchedRoute,
  user: DirectoryUser | undefined,
  query: string,
  request: IncomingRequest,
  app: AppGrant,
): GraphAnswer {
  const { route, params } = matched;
  if (route === null) throw matched.refusal ?? new Error('a path without a route has no refusal');
  checkRole(route, request.method, app.roles);
  const preferences = readPreferences(request.headers);
  const routeRequest = {
    tenant,
    params,
    query: parseQuery(query),
    headers: request.headers,
    body: request.body,
    idForm: preferences.idForm,
    maxPageSize: preferences.maxPageSize,
  };
  if (route.needs === 'directory') return withApplied(route.handle(routeRequest), preferences.applied);
  if (user === undefined) throw unknownUser(params.user ?? '', tenant.switches);
  checkMailboxState(user);
  if (tenant.switches.immutableIdRequired && route.needs === 'contacts' && preferences.idForm !== 'immutable') {
    throw new Refusal(
      400,
      'EmulatorImmutableIdRequired',
      'The switch immutableIdRequired wants Prefer: IdType="ImmutableId".',
    );
  }
  return withApplied(route.handle({ ...routeRequest, user }), preferences.applied);
}

function withApplied(answer: GraphAnswer, applied: readonly string[]): GraphAnswer {
  const already = answer.headers?.['Preference-Applied'];
  const all = [...(already === undefined ? [] : [already]), ...applied];
  return all.length === 0
    ? answer
    : { ...answer, headers: { ...answer.headers, 'Preference-Applied': all.join(', ') } };
}
