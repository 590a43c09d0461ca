// From a path to a route: both forms (`/users/id/…` and `/users('id')/…`), keywords and functions without case, ids
// with case. A path that Graph has and the emulator has not is 501; a path that Graph has not is 400, as there.
import { badRequest, notModelled, Refusal } from './errors.js';
import type { GraphAnswer, MailboxRequest, RouteRequest } from './graph-request.js';

export type Route =
  | {
      readonly method: string;
      readonly path: string;
      readonly needs: 'directory';
      readonly handle: (request: RouteRequest) => GraphAnswer;
    }
  | {
      readonly method: string;
      readonly path: string;
      readonly needs: 'contacts' | 'calendars' | 'mailboxSettings';
      readonly handle: (request: MailboxRequest) => GraphAnswer;
    };

export interface MatchedRoute {
  readonly route: Route | null;
  /** With placeholders, for the book of calls. */
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly refusal: Refusal | null;
}

/** Names of Graph that may follow in a path and that are not modelled. */
const knownSegments = [
  'calendar',
  'calendars',
  'calendarview',
  'events',
  'messages',
  'mailfolders',
  'childfolders',
  'extensions',
  'photo',
  'photos',
  'subscriptions',
  'me',
  'groups',
  'singlevalueextendedproperties',
  'multivalueextendedproperties',
  'translateexchangeids',
  'getmailtips',
  'outlook',
  'organization',
  'manager',
  'directoryobjects',
  'memberof',
  'licensedetails',
  '$count',
  '$value',
  '$ref',
  'delta',
];

/** Splits a path; `users('a b')` becomes two segments, function names lose namespace and parentheses. */
function pathSegments(path: string): string[] {
  const segments: string[] = [];
  for (const raw of path.split('/')) {
    if (raw === '') continue;
    let segment: string;
    try {
      segment = decodeURIComponent(raw);
    } catch {
      throw badRequest('The path is badly encoded.');
    }
    const keyed = /^([A-Za-z]+)\('((?:[^']|'')*)'\)$/.exec(segment);
    if (keyed?.[1] !== undefined && keyed[2] !== undefined) segments.push(keyed[1], keyed[2].replaceAll("''", "'"));
    else segments.push(/^(microsoft\.graph\.)?delta(\(\))?$/i.test(segment) ? 'delta' : segment);
  }
  return segments;
}

function matchPath(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return null;
  }
  return params;
}

/** Routes with fewer placeholders come first in the list, so that `delta` is not taken for an id. */
export function matchRoute(routes: readonly Route[], method: string, path: string): MatchedRoute {
  let segments: string[];
  try {
    segments = pathSegments(path);
  } catch (error) {
    if (error instanceof Refusal) return { route: null, template: path, params: {}, refusal: error };
    throw error;
  }
  const matching = routes.flatMap((route) => {
    const params = matchPath(route.path, segments);
    return params === null ? [] : [{ route, params }];
  });
  const found = matching.find(({ route }) => route.method === method);
  if (found) return { ...found, template: found.route.path, refusal: null };
  const other = matching[0];
  if (other) {
    const refusal = new Refusal(405, 'ErrorInvalidRequest', 'The OData request is not supported.');
    return { route: null, template: other.route.path, params: other.params, refusal };
  }
  return { route: null, template: `/${segments.join('/')}`, params: {}, refusal: unknownPath(segments) };
}

function unknownPath(segments: readonly string[]): Refusal {
  const known = segments.find((segment) => knownSegments.includes(segment.toLowerCase()));
  if (known !== undefined) return notModelled(`the path /${segments.join('/')}`);
  return badRequest(`Resource not found for the segment '${segments.at(-1) ?? ''}'.`);
}
