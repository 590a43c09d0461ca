// The shape of a request and an answer inside the emulated REST API, and the table of routes.
// Handlers are plain functions, so that POST /composite can call them like the outside does. No HTTP here.
import type { Actor } from '../access/access.js';
import { notFound, notModelled, refusal } from '../errors.js';
import type { SaveOptions } from '../save/pending-save.js';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface ApiRequest {
  readonly actor: Actor;
  readonly method: Method;
  /** Values of the placeholders of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON body. Throws JSON_PARSER_ERROR. */
  readonly body: () => unknown;
  readonly saving: SaveOptions;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON; undefined sends nothing. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: ApiRequest) => Answer;

export interface Route {
  readonly method: Method;
  /** Below `/services/data/v65.0`, placeholders in braces; the route with fewer of them wins. */
  readonly path: string;
  readonly handle: Handler;
}

export interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Resources that exist in the real API and not here: 501 instead of 404, so that nobody takes them for missing. */
const unmodelled = (
  'actions analytics async chatter commerce compactLayouts composite connect consent event folders jobs jsonxform ' +
  'knowledgeManagement localizedvalue metadata parameterizedSearch process quickActions recent relevantItems search ' +
  'sobjects tabs theme tooling ui-api wave'
).split(' ');

export class Routes {
  readonly #routes: readonly { route: Route; segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    const placeholders = (path: string): number => path.split('{').length;
    this.#routes = [...routes]
      .sort((a, b) => placeholders(a.path) - placeholders(b.path))
      .map((route) => ({ route, segments: route.path.split('/').filter((part) => part !== '') }));
  }

  /** The route of a path below the version. Throws 405, 501 for what is not modelled, or 404. */
  find(method: Method, path: string): FoundRoute {
    const given = path.split('/').filter((part) => part !== '');
    const matches = this.#routes.flatMap(({ route, segments }) => {
      const params = match(segments, given);
      return params === null ? [] : [{ route, params }];
    });
    const wanted = method === 'HEAD' ? 'GET' : method;
    const found = matches.find(({ route }) => route.method === wanted);
    if (found !== undefined) return found;
    if (matches.length > 0) {
      const allowed = [...new Set(matches.map(({ route }) => route.method))].join(',');
      const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed}`;
      throw refusal('METHOD_NOT_ALLOWED', message, { status: 405 });
    }
    if (unmodelled.includes(given[0] ?? '')) throw notModelled(`${method} /${given.join('/')}`);
    throw notFound();
  }
}

function match(segments: readonly string[], given: readonly string[]): Record<string, string> | null {
  if (segments.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (let i = 0; i < segments.length; i += 1) {
    const segment = segments[i] as string;
    const value = given[i] as string;
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name !== undefined) params[name] = decode(value);
    else if (segment !== value) return null;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw notFound();
  }
}

/** The body as an object, for resources that take one. Throws JSON_PARSER_ERROR for anything else. */
export function objectBody(request: ApiRequest): Readonly<Record<string, unknown>> {
  const body = request.body();
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal('JSON_PARSER_ERROR', 'The HTTP entity body is required to be a JSON object');
  }
  return body as Readonly<Record<string, unknown>>;
}
