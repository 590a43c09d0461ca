// POST /composite: several requests in one call, one after the other, each with an answer of its own.
// It counts as one call. References between the parts (`@{…}`) are not modelled. Evidence: notes.md, "Composite".
import { errorBody, notModelled, refusal, SalesforceRefusal } from '../errors.js';
import type { OrgState } from '../state.js';
import { objectBody, type Answer, type ApiRequest, type Method, type Route, type Routes } from './api.js';

const partsMax = 25;
const queriesAndCollectionsMax = 5;
const prefix = '/services/data/v65.0';

interface Part {
  readonly method: Method;
  readonly url: URL;
  readonly referenceId: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function readPart(given: unknown): Part {
  const part = (given ?? {}) as Record<string, unknown>;
  const { method, url, referenceId } = part;
  if (typeof method !== 'string' || typeof url !== 'string' || typeof referenceId !== 'string') {
    throw refusal('JSON_PARSER_ERROR', 'each subrequest needs a method, a url and a referenceId');
  }
  if (!/^\w+$/.test(referenceId)) throw refusal('INVALID_INPUT', `the referenceId ${referenceId} is not valid`);
  if (!url.startsWith(`${prefix}/`))
    throw refusal('INVALID_INPUT', `the url of ${referenceId} must start with ${prefix}`);
  if (`${url}${JSON.stringify(part['body'] ?? '')}`.includes('@{')) throw notModelled('references between subrequests');
  return {
    method: method as Method,
    url: new URL(url, 'http://localhost'),
    referenceId,
    body: part['body'],
    headers: (part['httpHeaders'] ?? {}) as Record<string, string>,
  };
}

const isQueryOrCollection = ({ url }: Part): boolean =>
  /\/(query|queryAll|composite\/sobjects)(\/|$)/.test(url.pathname);

function checkParts(parts: readonly Part[]): void {
  if (parts.length === 0 || parts.length > partsMax) {
    throw refusal('LIMIT_EXCEEDED', `The limit of ${partsMax} subrequests was exceeded, or there are none`);
  }
  if (parts.filter(isQueryOrCollection).length > queriesAndCollectionsMax) {
    const message = `At most ${queriesAndCollectionsMax} subrequests can be queries or sObject collections`;
    throw refusal('LIMIT_EXCEEDED', message);
  }
  const ids = new Set(parts.map(({ referenceId }) => referenceId));
  if (ids.size < parts.length) throw refusal('INVALID_INPUT', 'each referenceId must be unique in the request');
}

function run(state: OrgState, routes: Routes, outer: ApiRequest, part: Part): Answer {
  const isObeyed = (name: string): boolean =>
    !name.startsWith('if-') || state.switches.compositeConditions === 'obeyed';
  try {
    const { route, params } = routes.find(part.method, part.url.pathname.slice(prefix.length));
    if (route.path.startsWith('/composite') && !route.path.startsWith('/composite/sobjects')) {
      throw refusal('INVALID_INPUT', 'a composite request cannot hold another one');
    }
    return route.handle({
      ...outer,
      method: part.method,
      params,
      query: part.url.searchParams,
      header: (name) => Object.entries(part.headers).find(([key]) => key.toLowerCase() === name && isObeyed(name))?.[1],
      body: () => part.body,
    });
  } catch (error) {
    if (!(error instanceof SalesforceRefusal) || error.status === 501) throw error;
    return { status: error.status, body: errorBody(error) };
  }
}

export function compositeRoute(state: OrgState, routes: () => Routes): Route {
  return {
    method: 'POST',
    path: '/composite',
    handle: (request) => {
      const body = objectBody(request);
      const given = body['compositeRequest'];
      if (!Array.isArray(given)) throw refusal('JSON_PARSER_ERROR', "the property 'compositeRequest' must be an array");
      const parts = given.map(readPart);
      checkParts(parts);
      const isReadOnly = parts.every(({ method }) => method === 'GET');
      if (body['allOrNone'] === true && !isReadOnly) throw notModelled('allOrNone in a composite request that writes');
      const compositeResponse = parts.map((part) => {
        const answer = run(state, routes(), request, part);
        return {
          body: answer.body ?? null,
          httpHeaders: answer.headers ?? {},
          httpStatusCode: answer.status,
          referenceId: part.referenceId,
        };
      });
      return { status: 200, body: { compositeResponse } };
    },
  };
}
