// The wire: counts each call, lets faults and watchers have their say, sends the answer. Who answers is dispatch.ts.
import { setTimeout as wait } from 'node:timers/promises';
import express, { type Express, type Request, type Response } from 'express';
import type { Call } from '../../calls.js';
import type { FaultEffect } from '../../faults.js';
import { errorBody, SalesforceRefusal } from '../errors.js';
import { AccountLocks } from '../save/locks.js';
import type { OrgState } from '../state.js';
import type { Answer } from './api.js';
import type { Parts } from './data-request.js';
import { noLocks, planFor, type Plan } from './dispatch.js';

const cut = Symbol('cut');

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
}

async function serve(parts: Parts, locks: AccountLocks, request: Request, response: Response): Promise<void> {
  const { state } = parts;
  await state.world.faults.land(state.world.clock.nowMs());
  const plan = planFor(parts, locks, request);
  const call = state.world.calls.open({
    system: plan.system,
    method: request.method,
    route: plan.route,
    user: plan.user,
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
  send(response, answer, plan.system === 'salesforce' ? parts.calls.header() : null);
}

async function throughFaults(state: OrgState, call: Call, plan: Plan): Promise<Answer | typeof cut> {
  const { faults, latencyMs } = state.world;
  const planned: FaultEffect | null = faults.effectFor(call);
  const said = (await faults.watcher?.(call, 'before')) ?? 'go on';
  const effect = typeof said === 'object' ? said : planned;
  if (said === 'cut' || effect?.kind === 'cutBefore') return cut;
  if (effect?.kind === 'answer') {
    const body = effect.body ?? usualBody(effect.status, plan.system);
    return { status: effect.status, body, ...(effect.headers === undefined ? {} : { headers: effect.headers }) };
  }
  if (effect?.kind === 'late') {
    faults.holdBack(state.world.clock.nowMs() + effect.milliseconds, async () => {
      await carryOut(plan, 0);
      await faults.watcher?.(call, 'after');
    });
    return cut;
  }
  if (effect?.kind === 'delay') await wait(effect.milliseconds);
  const answer = await carryOut(plan, latencyMs);
  if ((await faults.watcher?.(call, 'after')) === 'cut' || effect?.kind === 'cutAfter') return cut;
  return answer;
}

async function carryOut(plan: Plan, latencyMs: number): Promise<Answer> {
  const locks = plan.acquire?.() ?? noLocks;
  if (latencyMs > 0) await wait(latencyMs);
  const answer = await answerOrRefusal(() => plan.answer(locks));
  locks.release();
  return answer;
}

async function answerOrRefusal(work: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await work();
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
