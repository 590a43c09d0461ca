// Resources about the org itself: what there is, which objects, describes, limits.
// Evidence: notes.md, "Resources" and "Describe".
import type { Actor } from '../access/access.js';
import { notFound, refusal } from '../errors.js';
import { describeGlobal, describeObject } from '../schema/describe.js';
import type { ObjectDefinition } from '../schema/schema.js';
import type { OrgState } from '../state.js';
import type { Answer, ApiRequest, Route } from './api.js';
import type { DailyCalls } from './limits.js';

const base = '/services/data/v65.0';

/** Versions that an org of this time offers; only 65.0 is modelled. */
export function versionList(): unknown[] {
  const seasons = ['Summer', 'Winter', 'Spring'] as const;
  return Array.from({ length: 38 }, (_none, index) => {
    const version = 31 + index;
    const season = seasons[index % 3];
    const year = 14 + Math.floor(index / 3) + (season === 'Summer' ? 0 : 1);
    const label = `${season} '${year}`;
    return { label, url: `/services/data/v${version}.0`, version: `${version}.0` };
  });
}

/** The object of a path, if this user can read it: otherwise it does not exist. */
export function readableObject(state: OrgState, actor: Actor, name: string): ObjectDefinition {
  const object = state.schema.objectOrNotModelled(name);
  if (object === null || !actor.access.can('read', object)) throw notFound();
  return object;
}

function resources(state: OrgState, actor: Actor): Answer {
  const identity = `https://login.salesforce.com/id/${state.orgId}/${actor.id}`;
  const names = ['sobjects', 'query', 'queryAll', 'limits', 'composite'];
  return { status: 200, body: { ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])), identity } };
}

function describe(state: OrgState, request: ApiRequest): Answer {
  const object = readableObject(state, request.actor, request.params['object'] ?? '');
  const lastModified = Math.ceil(state.directory.changedAtMs / 1_000) * 1_000;
  const headers = { 'Last-Modified': new Date(lastModified).toUTCString() };
  const since = request.header('if-modified-since');
  if (since !== undefined) {
    const sinceMs = Date.parse(since);
    if (Number.isNaN(sinceMs)) throw refusal('INVALID_HEADER', `cannot read the date ${since}`);
    if (state.directory.changedAtMs <= sinceMs) return { status: 304, headers };
  }
  return { status: 200, headers, body: describeObject(state, request.actor, object) };
}

export function orgRoutes(state: OrgState, calls: DailyCalls): readonly Route[] {
  return [
    { method: 'GET', path: '/', handle: ({ actor }) => resources(state, actor) },
    {
      method: 'GET',
      path: '/sobjects',
      handle: ({ actor }) => {
        const readable = state.schema.objects().filter((object) => actor.access.can('read', object));
        const sobjects = readable.map((object) => describeGlobal(actor, object));
        return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } };
      },
    },
    {
      method: 'GET',
      path: '/sobjects/{object}',
      handle: ({ actor, params }) => {
        const object = readableObject(state, actor, params['object'] ?? '');
        return { status: 200, body: { objectDescribe: describeGlobal(actor, object), recentItems: [] } };
      },
    },
    { method: 'GET', path: '/sobjects/{object}/describe', handle: (request) => describe(state, request) },
    { method: 'GET', path: '/limits', handle: () => ({ status: 200, body: calls.limits() }) },
  ];
}
