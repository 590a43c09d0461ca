// JSON batching: checks the envelope, runs the parts (at most four for one mailbox at a time, dependencies in order),
// shuffles the answers. A part is served like any request (serve.ts); here is only what the envelope adds. Rules:
// notes.md, "Batch".
import type { TenantState } from '../tenant-state.js';
import { badRequest, Refusal } from './errors.js';
import type { GraphAnswer, Headers, RequestBody, Served } from './graph-request.js';
import { partHeaders } from './headers.js';

const partsMax = 20;

interface BatchPart {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: RequestBody;
  readonly dependsOn: readonly string[];
}

interface PartAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

const invalidFormat = 'Invalid batch payload format.';

/** Reads the envelope; throws 400 for the whole batch where the real service does. */
export function readBatch(body: RequestBody): BatchPart[] {
  const requests = body.kind === 'json' ? (body.value as { requests?: unknown } | null)?.requests : undefined;
  if (!Array.isArray(requests) || requests.length === 0) throw badRequest(invalidFormat);
  if (requests.length > partsMax) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${partsMax}.`, 'MaximumValueExceeded');
  }
  const parts = requests.map(readPart);
  const ids = new Set(parts.map((part) => part.id));
  if (ids.size < parts.length) throw badRequest('The ids of the requests of a batch must be unique.');
  for (const part of parts) checkDependencies(part, parts);
  return parts;
}

function readPart(entry: unknown): BatchPart {
  const { id, method, url, headers, body, dependsOn = [] } = (entry ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string' || url === '')
    throw badRequest(invalidFormat);
  if (!Array.isArray(dependsOn) || !dependsOn.every((other) => typeof other === 'string'))
    throw badRequest(invalidFormat);
  const small = Object.fromEntries(
    Object.entries((headers ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const isWrite = ['POST', 'PATCH', 'PUT'].includes(method.toUpperCase());
  if (isWrite && (small['content-type'] === undefined || body === undefined)) {
    throw badRequest(`Write request id : ${id} does not contain Content-Type header or body.`);
  }
  return {
    id,
    method: method.toUpperCase(),
    url: url.startsWith('/') ? url : `/${url}`,
    headers: small,
    body: bodyOf(body, small),
    dependsOn,
  };
}

function bodyOf(body: unknown, headers: Headers): RequestBody {
  if (body === undefined || body === null) return { kind: 'none' };
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '') && typeof body === 'object';
  return isJson ? { kind: 'json', value: body } : { kind: 'unreadable' };
}

function checkDependencies(part: BatchPart, parts: readonly BatchPart[]): void {
  const seen = new Set<string>([part.id]);
  const visit = (ids: readonly string[]): void => {
    for (const id of ids) {
      const other = parts.find((candidate) => candidate.id === id);
      if (other === undefined || seen.has(id))
        throw badRequest(`The request ${part.id} depends on ${id}, which is missing or depends on it.`);
      seen.add(id);
      visit(other.dependsOn);
      seen.delete(id);
    }
  };
  visit(part.dependsOn);
}

/** Which mailbox a part is for, as far as the path tells: parts of one mailbox share its lane. */
function laneOf(part: BatchPart): string {
  return (/^\/?users[/(]'?([^/')?]+)/i.exec(part.url)?.[1] ?? '').toLowerCase();
}

/** Runs all parts. Answers null when the watcher cut the connection; parts not yet begun are then not begun. */
export async function runBatch(
  tenant: TenantState,
  parts: readonly BatchPart[],
  serve: (part: BatchPart) => Promise<Served>,
  refuse: (refusal: Refusal) => GraphAnswer,
): Promise<{ responses: PartAnswer[] } | null> {
  const answers = new Map<string, PartAnswer>();
  const waiting = new Set(parts);
  const running = new Map<string, number>();
  let isCut = false;

  const runOne = async (part: BatchPart): Promise<void> => {
    const failed = part.dependsOn.some((id) => (answers.get(id)?.status ?? 0) >= 400);
    const served: Served = failed
      ? {
          kind: 'answer',
          answer: refuse(new Refusal(424, 'FailedDependency', 'A request that this one depends on failed.')),
        }
      : await serve(part);
    if (served.kind === 'cut' && served.by === 'watcher') isCut = true;
    else answers.set(part.id, partAnswer(part.id, served, refuse));
  };

  const pool = new Set<Promise<void>>();
  while ((waiting.size > 0 && !isCut) || pool.size > 0) {
    for (const part of isCut ? [] : waiting) {
      const lane = laneOf(part);
      const isReady = part.dependsOn.every((id) => answers.has(id));
      if (!isReady || (running.get(lane) ?? 0) >= Math.max(1, tenant.switches.batchParallelMax)) continue;
      waiting.delete(part);
      running.set(lane, (running.get(lane) ?? 0) + 1);
      const run: Promise<void> = runOne(part).finally(() => {
        running.set(lane, (running.get(lane) ?? 1) - 1);
        pool.delete(run);
      });
      pool.add(run);
    }
    if (pool.size > 0) await Promise.race(pool);
  }
  if (isCut) return null;
  return { responses: tenant.requestChance.shuffle([...answers.values()]) };
}

/** A part whose connection a fault cut shows as the gateway's time-out: nobody can tell whether it was carried out. */
function partAnswer(id: string, served: Served, refuse: (refusal: Refusal) => GraphAnswer): PartAnswer {
  const answer = served.kind === 'answer' ? served.answer : refuse(new Refusal(504, 'UnknownError', ''));
  const { body } = answer;
  const shown = typeof body === 'string' ? Buffer.from(body).toString('base64') : body;
  return { id, status: answer.status, headers: partHeaders(answer), ...(shown === undefined ? {} : { body: shown }) };
}
