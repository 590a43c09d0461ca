// One data request below /services/data: the version, who asks, the body, and how records are to be saved. The work is
// the route's. Order of the checks: notes.md, "Resources".
import type { Request } from 'express';
import type { Actor } from '../access/access.js';
import { notFound, notModelled, refusal } from '../errors.js';
import type { HeldLocks } from '../save/locks.js';
import type { SaveOptions } from '../save/pending-save.js';
import type { OrgState } from '../state.js';
import type { Answer, ApiRequest, FoundRoute, Method, Routes } from './api.js';
import type { DailyCalls } from './limits.js';
import type { OAuth } from './oauth.js';

export const versionPattern = /^\/services\/data\/v(\d+\.\d)(\/.*)?$/;

/** What the wire needs of the org. */
export interface Parts {
  readonly state: OrgState;
  readonly oauth: OAuth;
  readonly routes: Routes;
  readonly calls: DailyCalls;
  /** Where the org is reached, where that is fixed; else the Host header says. */
  readonly baseUrl: (() => string) | null;
  /** Makes visible what was committed late; called before each request is worked on. */
  readonly showLateCommits: () => void;
}

export function tokenOf(request: Request): string | null {
  const [, token] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return token ?? queryText(request, 'oauth_token');
}

export function queryText(request: Request, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' ? value : null;
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

export function dataAnswer(parts: Parts, request: Request, version: string, { isDenied }: HeldLocks): Answer {
  parts.showLateCommits();
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

export function parsedOrNull(request: Request): unknown {
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
