// One Graph request from arrival to answer, the same for a single request and for a part of a batch: book of calls,
// watcher, faults, mailbox state, throttling, roles, latency, route. The only place where a Refusal becomes an answer.
import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from '../../calls.js';
import type { FaultEffect } from '../../faults.js';
import type { DirectoryUser } from '../directory.js';
import type { AppGrant, TenantState } from '../tenant-state.js';
import { checkMailboxState, checkRole, unknownUser } from './access.js';
import { errorBody, Refusal } from './errors.js';
import type { GraphAnswer, IncomingRequest, Served } from './graph-request.js';
import { readPreferences } from './headers.js';
import { parseQuery } from './odata.js';
import { matchRoute, type MatchedRoute, type Route } from './routing.js';

/** Whom the access token speaks for, or the 401 that it earned. */
export type Authorisation = { readonly app: AppGrant } | { readonly refusal: Refusal };

/** Makes the body of a refusal as the endpoint at hand does it. */
export type Refuse = (refusal: Refusal) => GraphAnswer;

interface Task {
  readonly tenant: TenantState;
  readonly matched: MatchedRoute;
  readonly user: DirectoryUser | undefined;
  readonly query: string;
  readonly request: IncomingRequest;
}

export async function serveRequest(
  tenant: TenantState,
  routes: readonly Route[],
  request: IncomingRequest,
  authorisation: Authorisation,
): Promise<Served> {
  const [path, query] = splitUrl(request.url);
  const matched = matchRoute(routes, request.method, path);
  const user = matched.params.user === undefined ? undefined : tenant.directory.find(matched.params.user);
  const call = tenant.world.calls.open({
    system: 'exchange',
    method: request.method,
    route: matched.template,
    user: user?.id ?? null,
    isSubRequest: request.isSubRequest,
  });
  const isOfMailbox = matched.route !== null && matched.route.needs !== 'directory' && user !== undefined;
  const clientId = 'app' in authorisation ? authorisation.app.clientId : '';
  const leaveBook = isOfMailbox ? tenant.world.calls.enter(user.id) : null;
  const gate = isOfMailbox ? tenant.throttle.enter(clientId, user.id) : null;
  const refuse: Refuse = (refusal) => refusalAnswer(tenant, refusal, request);
  try {
    return await watchedCall(tenant, call, refuse, async () => {
      if (tenant.world.latencyMs > 0) await wait(tenant.world.latencyMs);
      if ('refusal' in authorisation) return refuse(authorisation.refusal);
      if (gate?.refusal) return refuse(gate.refusal);
      try {
        return handle({ tenant, matched, user, query, request }, authorisation.app);
      } catch (error) {
        return refuse(asRefusal(error));
      }
    });
  } finally {
    gate?.leave();
    leaveBook?.();
  }
}

function splitUrl(url: string): [string, string] {
  const cut = url.indexOf('?');
  return cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut + 1)];
}

/** Faults and the watcher around anything that is counted as a call. `carryOut` answers null when the wire was cut. */
export async function watchedCall(
  tenant: TenantState,
  call: Call,
  refuse: Refuse,
  carryOut: () => Promise<GraphAnswer | null>,
): Promise<Served> {
  const { faults } = tenant.world;
  if (!call.isSubRequest) await faults.land(tenant.world.clock.nowMs());
  const said = (await faults.watcher?.(call, 'before')) ?? 'go on';
  if (said === 'cut') return { kind: 'cut', by: 'watcher' };
  const planned = faults.effectFor(call);
  const effect = typeof said === 'object' ? said : planned;
  if (effect?.kind === 'late') {
    faults.holdBack(tenant.world.clock.nowMs() + effect.milliseconds, async () => {
      await carryOut();
      await faults.watcher?.(call, 'after');
    });
    return { kind: 'cut', by: 'fault' };
  }
  const served = await underEffect(effect, refuse, carryOut);
  if (served.kind === 'answer') call.status = served.answer.status;
  if ((await faults.watcher?.(call, 'after')) === 'cut') return { kind: 'cut', by: 'watcher' };
  return served;
}

async function underEffect(
  effect: Exclude<FaultEffect, { kind: 'late' }> | null,
  refuse: Refuse,
  carryOut: () => Promise<GraphAnswer | null>,
): Promise<Served> {
  if (effect?.kind === 'answer') return { kind: 'answer', answer: faultAnswer(effect, refuse) };
  if (effect?.kind === 'cutBefore') return { kind: 'cut', by: 'fault' };
  if (effect?.kind === 'delay') await wait(effect.milliseconds);
  const answer = await carryOut();
  if (answer === null) return { kind: 'cut', by: 'watcher' };
  return effect?.kind === 'cutAfter' ? { kind: 'cut', by: 'fault' } : { kind: 'answer', answer };
}

const faultCodes: Readonly<Record<number, readonly [string, string]>> = {
  429: ['ApplicationThrottled', 'Application is over its MailboxConcurrency limit.'],
  500: ['ErrorInternalServerError', 'An internal server error occurred. The operation failed.'],
  503: ['ServiceUnavailable', 'The service is unavailable.'],
};

function faultAnswer(effect: Extract<FaultEffect, { kind: 'answer' }>, refuse: Refuse): GraphAnswer {
  if (effect.body !== undefined) {
    return { status: effect.status, headers: effect.headers ?? {}, body: effect.body };
  }
  const [code, message] = faultCodes[effect.status] ?? ['UnknownError', ''];
  return refuse(new Refusal(effect.status, code, message, effect.headers));
}

export function refusalAnswer(
  tenant: TenantState,
  refusal: Refusal,
  request: Pick<IncomingRequest, 'requestId' | 'clientRequestId'>,
): GraphAnswer {
  const body = errorBody(refusal, tenant.world.clock.now(), request.requestId, request.clientRequestId);
  return { status: refusal.status, headers: refusal.headers, body };
}

/** A mistake of the emulator itself is told as one: it must never look like an answer of Exchange. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(500, 'EmulatorFault', error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function handle({ tenant, matched, user, query, request }: Task, app: AppGrant): GraphAnswer {
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
    timeZone: preferences.timeZone,
    bodyType: preferences.bodyType,
  };
  if (route.needs === 'directory') return withApplied(route.handle(routeRequest), preferences.applied);
  if (user === undefined) throw unknownUser(params.user ?? '', tenant.switches);
  checkMailboxState(user);
  const hasItems = route.needs === 'contacts' || route.needs === 'calendars';
  if (tenant.switches.immutableIdRequired && hasItems && preferences.idForm !== 'immutable') {
    throw new Refusal(400, 'EmulatorImmutableIdRequired', 'This emulator is set to want Prefer: IdType="ImmutableId".');
  }
  return withApplied(route.handle({ ...routeRequest, user }), preferences.applied);
}

function withApplied(answer: GraphAnswer, applied: readonly string[]): GraphAnswer {
  const already = answer.headers?.['Preference-Applied'];
  const all = [...(already === undefined ? [] : [already]), ...applied];
  if (all.length === 0) return answer;
  return { ...answer, headers: { ...answer.headers, 'Preference-Applied': all.join(', ') } };
}
