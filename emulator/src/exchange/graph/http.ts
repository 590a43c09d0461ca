// The wire: an Express app that turns HTTP into Graph and token requests and their answers into HTTP. Paths that are
// not Exchange's fall through, so that other parts can be served beside it. No rule of Exchange lives here but that
// of the Content-Length.
import { setTimeout as wait } from 'node:timers/promises';
import express, { type Express, type Request, type Response } from 'express';
import { guid } from '../../credentials.js';
import type { TenantState } from '../tenant-state.js';
import { readToken } from '../token/access-token.js';
import { answerDiscovery, answerTokenRequest, originOf, refuseToken } from '../token/token-endpoint.js';
import { readBatch, runBatch } from './batch.js';
import { notModelled, Refusal } from './errors.js';
import type { GraphAnswer, Headers, IncomingRequest, RequestBody, Served } from './graph-request.js';
import { answerHeaders } from './headers.js';
import type { Route } from './routing.js';
import { refusalAnswer, serveRequest, watchedCall, type Authorisation, type Refuse } from './serve.js';

const bodyMax = 4 * 1024 * 1024;
const lengthRequired = '<h2>Length Required</h2><p>HTTP Error 411. The request must have a content length.</p>';

type Ids = Pick<IncomingRequest, 'requestId' | 'clientRequestId'>;

export function exchangeApp(tenant: TenantState, routes: readonly Route[]): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.post('/:tenant/oauth2/v2.0/token', (request, response) => serveToken(tenant, request, response));
  for (const path of ['/:tenant/v2.0/.well-known/openid-configuration', '/:tenant/.well-known/openid-configuration']) {
    app.get(path, (request, response) => serveDiscovery(tenant, request, response));
  }
  app.use('/v1.0', (request, response) => serveGraph(tenant, routes, request, response));
  app.use('/beta', (request, response) => {
    const ids = idsOf(tenant, request);
    send(tenant, response, refusalAnswer(tenant, notModelled('the beta version of Graph'), ids), ids);
  });
  return app;
}

async function serveGraph(
  tenant: TenantState,
  routes: readonly Route[],
  request: Request,
  response: Response,
): Promise<void> {
  const ids = idsOf(tenant, request);
  const headers = smallHeaders(request);
  const text = await readText(request);
  if (text.kind === 'broken') return;
  const answer = (served: GraphAnswer): void => send(tenant, response, served, ids);
  const isWrite = ['POST', 'PATCH', 'PUT'].includes(request.method);
  if (isWrite && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    answer({ status: 411, body: lengthRequired });
    return;
  }
  if (text.kind === 'tooLarge') {
    const refusal = new Refusal(413, 'RequestEntityTooLarge', 'The request body is larger than 4 MB.');
    answer(refusalAnswer(tenant, refusal, ids));
    return;
  }
  const { method, url } = request;
  const body = parseBody(text.text, headers);
  const authorisation = readToken(tenant, headers);
  const isBatch = method === 'POST' && /^\/\$batch\/?(\?|$)/.test(url);
  const served = isBatch
    ? await serveBatch(tenant, routes, authorisation, body, ids)
    : await serveRequest(tenant, routes, { method, url, headers, body, isSubRequest: false, ...ids }, authorisation);
  finish(tenant, response, served, ids);
}

async function serveBatch(
  tenant: TenantState,
  routes: readonly Route[],
  authorisation: Authorisation,
  body: RequestBody,
  ids: Ids,
): Promise<Served> {
  // The envelope belongs to no mailbox: a fault that is planned for a mailbox hits the parts.
  const envelope = { method: 'POST', route: '/$batch', user: null, isSubRequest: false };
  const call = tenant.world.calls.open({ system: 'exchange', ...envelope });
  const refuse: Refuse = (refusal) => refusalAnswer(tenant, refusal, ids);
  return watchedCall(tenant, call, refuse, async () => {
    if ('refusal' in authorisation) return refuse(authorisation.refusal);
    try {
      const result = await runBatch(
        tenant,
        readBatch(body),
        (part) => {
          const partIds = { requestId: guid(tenant.requestChance), clientRequestId: ids.clientRequestId };
          return serveRequest(tenant, routes, { ...part, isSubRequest: true, ...partIds }, authorisation);
        },
        refuse,
      );
      return result === null ? null : { status: 200, body: result };
    } catch (error) {
      if (error instanceof Refusal) return refuse(error);
      throw error;
    }
  });
}

async function serveToken(tenant: TenantState, request: Request, response: Response): Promise<void> {
  const text = await readText(request);
  if (text.kind === 'broken') return;
  const form = new URLSearchParams(text.kind === 'text' ? text.text : '');
  const endpoint = `${originOf(request)}${request.originalUrl.split('?')[0] ?? ''}`;
  await serveCounted(tenant, request, response, '/{tenant}/oauth2/v2.0/token', (name) =>
    answerTokenRequest(tenant, name, form, endpoint),
  );
}

async function serveDiscovery(tenant: TenantState, request: Request, response: Response): Promise<void> {
  await serveCounted(tenant, request, response, '/{tenant}/.well-known/openid-configuration', (name) =>
    answerDiscovery(tenant, name, originOf(request)),
  );
}

async function serveCounted(
  tenant: TenantState,
  request: Request,
  response: Response,
  route: string,
  answer: (tenantName: string) => GraphAnswer | Promise<GraphAnswer>,
): Promise<void> {
  const ids = idsOf(tenant, request);
  const { method } = request;
  const call = tenant.world.calls.open({
    system: 'microsoft-token',
    method,
    route,
    user: null,
    isSubRequest: false,
  });
  const served = await watchedCall(tenant, call, refuseToken, async () => {
    if (tenant.world.latencyMs > 0) await wait(tenant.world.latencyMs);
    return answer(String(request.params.tenant ?? ''));
  });
  finish(tenant, response, served, ids);
}

/** A client names its requests in a header (Graph) or in the query (token endpoint); else our id serves for both. */
function idsOf(tenant: TenantState, request: Request): Ids {
  const requestId = guid(tenant.requestChance);
  const asked = request.headers['client-request-id'] ?? request.query['client-request-id'];
  return { requestId, clientRequestId: typeof asked === 'string' ? asked : requestId };
}

type BodyText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tooLarge' }
  /** The client went away in the middle. */
  | { readonly kind: 'broken' };

async function readText(request: Request): Promise<BodyText> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= bodyMax) chunks.push(chunk);
    }
  } catch {
    return { kind: 'broken' };
  }
  return length > bodyMax ? { kind: 'tooLarge' } : { kind: 'text', text: Buffer.concat(chunks).toString('utf8') };
}

function parseBody(text: string, headers: Headers): RequestBody {
  if (text === '') return { kind: 'none' };
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return { kind: 'unreadable' };
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'unreadable' };
  }
}

function smallHeaders(request: Request): Headers {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function finish(tenant: TenantState, response: Response, served: Served, ids: Ids): void {
  if (served.kind === 'cut') response.socket?.destroy();
  else send(tenant, response, served.answer, ids);
}

function send(tenant: TenantState, response: Response, answer: GraphAnswer, ids: Ids): void {
  response.status(answer.status).set(answerHeaders(answer, ids, tenant.world.clock.now()));
  if (answer.body === undefined) response.end();
  else response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
}
