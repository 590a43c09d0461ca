// The wire: an Express app that turns HTTP into Graph and token requests and their answers into HTTP. Paths that are
// not Exchange's fall through, so that other parts can be served beside it. No rule of Exchange lives here but the
// Content-Length one.
import express, { type Express, type Request, type Response } from 'express';
import { setTimeout as wait } from 'node:timers/promises';
import { readToken } from './access-token.js';
import { readBatch, runBatch, type BatchPart } from './batch.js';
import { Refusal } from './errors.js';
import type { GraphAnswer, Headers, IncomingRequest, RequestBody, Served } from './graph-request.js';
import { answerHeaders } from './headers.js';
import { guid } from './ids.js';
import type { Route } from './routing.js';
import { refusalAnswer, serveRequest, watchedCall } from './serve.js';
import { answerDiscovery, answerTokenRequest, originOf } from './token-endpoint.js';
import type { TenantState } from './tenant-state.js';

const bodyMax = 4 * 1024 * 1024;

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
  return app;
}

async function serveGraph(
  tenant: TenantState,
  routes: readonly Route[],
  request: Request,
  response: Response,
): Promise<void> {
  const headers = smallHeaders(request);
  const requestId = guid(tenant.requestChance);
  const ids: Ids = { requestId, clientRequestId: headers['client-request-id'] ?? requestId };
  const text = await readText(request);
  const needsLength = ['POST', 'PATCH', 'PUT'].includes(request.method);
  if (needsLength && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    send(
      tenant,
      response,
      {
        status: 411,
        body: '<h2>Length Required</h2><p>HTTP Error 411. The request must be chunked or have a content length.</p>',
      },
      ids,
    );
    return;
  }
  const body = text === null ? null : parseBody(text, headers);
  const isBatch = request.method === 'POST' && /^\/\$batch\/?(\?|$)/.test(request.url);
  const served =
    body === null
      ? refused(tenant, new Refusal(413, 'RequestEntityTooLarge', 'The request body is larger than 4 MB.'), ids)
      : isBatch
        ? await serveBatch(tenant, routes, headers, body, ids)
        : await serveRequest(
            tenant,
            routes,
            { method: request.method, url: request.url, headers, body, isSubRequest: false, ...ids },
            readToken(tenant, headers),
          );
  finish(tenant, response, served, ids);
}

function refused(tenant: TenantState, refusal: Refusal, ids: Ids): Served {
  return { kind: 'answer', answer: refusalAnswer(tenant, refusal, ids) };
}

async function serveBatch(
  tenant: TenantState,
  routes: readonly Route[],
  headers: Headers,
  body: RequestBody,
  ids: Ids,
): Promise<Served> {
  const call = tenant.world.calls.open({
    system: 'exchange',
    method: 'POST',
    route: '/$batch',
    subject: null,
    isSubRequest: false,
  });
  return watchedCall(tenant, call, ids, async () => {
    const authorisation = readToken(tenant, headers);
    if ('refusal' in authorisation) return refused(tenant, authorisation.refusal, ids);
    let parts: BatchPart[];
    try {
      parts = readBatch(body);
    } catch (error) {
      if (error instanceof Refusal) return refused(tenant, error, ids);
      throw error;
    }
    const result = await runBatch(
      tenant,
      parts,
      (part) => {
        const partIds = { requestId: guid(tenant.requestChance), clientRequestId: ids.clientRequestId };
        const url = part.url.startsWith('/') ? part.url : `/${part.url}`;
        return serveRequest(tenant, routes, { ...part, url, isSubRequest: true, ...partIds }, authorisation);
      },
      (refusal) => refusalAnswer(tenant, refusal, ids),
    );
    return result === null ? { kind: 'cut', by: 'watcher' } : { kind: 'answer', answer: { status: 200, body: result } };
  });
}

async function serveToken(tenant: TenantState, request: Request, response: Response): Promise<void> {
  const form = new URLSearchParams((await readText(request)) ?? '');
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
  answer: (tenantName: string) => Served,
): Promise<void> {
  const requestId = guid(tenant.requestChance);
  const ids: Ids = { requestId, clientRequestId: askedId(request) ?? requestId };
  const call = tenant.world.calls.open({
    system: 'microsoft-token',
    method: request.method,
    route,
    subject: null,
    isSubRequest: false,
  });
  const served = await watchedCall(tenant, call, ids, async () => {
    if (tenant.world.latencyMs > 0) await wait(tenant.world.latencyMs);
    return answer(String(request.params.tenant ?? ''));
  });
  finish(tenant, response, served, ids);
}

/** Entra is given the id of a request in the query. */
function askedId(request: Request): string | undefined {
  const id = request.query['client-request-id'];
  return typeof id === 'string' ? id : undefined;
}

/** The body as text, or null when it is larger than Graph takes. */
async function readText(request: Request): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= bodyMax) chunks.push(chunk);
  }
  return length > bodyMax ? null : Buffer.concat(chunks).toString('utf8');
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
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
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
