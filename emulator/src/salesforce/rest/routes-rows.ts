// Single records: create, read, change, delete, by id or by external id; conditional requests.
// What saving means is save.ts and recycle.ts. Evidence: notes.md, "Rows".
import { isVisible } from '../access/sharing.js';
import { notFound, notModelled, refusal } from '../errors.js';
import { normalizeId } from '../ids.js';
import { deleteRecord } from '../save/recycle.js';
import { createRecord, saveOne, updateRecord, visibleRow } from '../save/save.js';
import { lookupField, prepareUpsert, rowsWith } from '../save/upsert.js';
import { withoutForeignKeys } from '../schema/foreign-keys.js';
import type { ObjectDefinition } from '../schema/schema.js';
import type { Row } from '../schema/values.js';
import { resolvePath, wireValue } from '../soql/path.js';
import type { OrgState } from '../state.js';
import { objectBody, type Answer, type ApiRequest, type Route } from './api.js';
import { readableObject } from './routes-org.js';

const rowUrl = (object: ObjectDefinition, id: string): string => `/services/data/v65.0/sobjects/${object.name}/${id}`;

function objectOf(state: OrgState, { actor, params }: ApiRequest): ObjectDefinition {
  const object = readableObject(state, actor, params['object'] ?? '');
  if (object.kind === 'platformEvent') throw notModelled(`publishing ${object.name}`);
  return object;
}

/** The id of a path in its long form. Throws NOT_FOUND for what is no id of this object. */
function idOf(object: ObjectDefinition, request: ApiRequest): string {
  const id = normalizeId(request.params['id'] ?? '');
  if (id === null || !id.startsWith(object.keyPrefix)) throw notFound();
  return id;
}

function bodyOf(state: OrgState, request: ApiRequest, object: ObjectDefinition): Readonly<Record<string, unknown>> {
  return withoutForeignKeys(state, request.actor, object, objectBody(request));
}

function shown(state: OrgState, request: ApiRequest, object: ObjectDefinition, row: Row): Answer {
  const { actor } = request;
  const wanted = request.query.get('fields');
  const scope = { state, actor, soql: wanted ?? '' };
  const fields =
    wanted === null
      ? state.schema.fields(object).filter((field) => actor.access.field(object, field) !== 'none')
      : wanted.split(',').map((name) => {
          if (name.includes('.')) throw notModelled('fields of other records in a row');
          return resolvePath(scope, object, name.trim()).field;
        });
  const values = fields.map((field) => [field.name, wireValue(row, field)] as const);
  const attributes = { type: object.name, url: rowUrl(object, row.Id) };
  const modified = Number(row['LastModifiedDate'] ?? 0);
  return {
    status: 200,
    headers: { 'Last-Modified': new Date(modified).toUTCString() },
    body: { attributes, ...Object.fromEntries(values), Id: row.Id },
  };
}

/** If-Unmodified-Since and If-Modified-Since: HTTP dates, whole seconds. Answers a 304, or null to go on. */
function condition(request: ApiRequest, row: Row): Answer | null {
  const read = (name: string): number | null => {
    const given = request.header(name);
    if (given === undefined) return null;
    const ms = Date.parse(given);
    if (Number.isNaN(ms)) throw refusal('INVALID_HEADER', `cannot read the date ${given}`);
    return ms;
  };
  const modified = Math.floor(Number(row['LastModifiedDate'] ?? 0) / 1_000) * 1_000;
  const unmodifiedSince = read('if-unmodified-since');
  if (unmodifiedSince !== null && modified > unmodifiedSince) {
    throw refusal('PRECONDITION_FAILED', 'The record was modified after the given date.', { status: 412 });
  }
  const modifiedSince = read('if-modified-since');
  if (modifiedSince === null || modified > modifiedSince) return null;
  return request.method === 'GET' || request.method === 'HEAD' ? { status: 304 } : null;
}

function create(state: OrgState, request: ApiRequest): Answer {
  const object = objectOf(state, request);
  const row = createRecord(state, request.actor, object, bodyOf(state, request, object), request.saving);
  return {
    status: 201,
    body: { id: row.Id, success: true, errors: [] },
    headers: { Location: rowUrl(object, row.Id) },
  };
}

function read(state: OrgState, request: ApiRequest): Answer {
  const object = objectOf(state, request);
  const row = visibleRow(state, request.actor, object, idOf(object, request));
  return condition(request, row) ?? shown(state, request, object, row);
}

function update(state: OrgState, request: ApiRequest): Answer {
  const object = objectOf(state, request);
  const id = idOf(object, request);
  const fields = bodyOf(state, request, object);
  if (Object.keys(fields).some((name) => name.toLowerCase() === 'id')) {
    throw refusal('INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  }
  condition(request, visibleRow(state, request.actor, object, id));
  updateRecord(state, request.actor, object, id, fields, request.saving);
  return { status: 204 };
}

function remove(state: OrgState, request: ApiRequest): Answer {
  const object = objectOf(state, request);
  if (request.header('if-unmodified-since') !== undefined) throw notModelled('a conditional DELETE');
  deleteRecord(state, request.actor, object, idOf(object, request), request.saving);
  return { status: 204 };
}

function readByExternalId(state: OrgState, request: ApiRequest): Answer {
  const object = objectOf(state, request);
  const field = lookupField(state, request.actor, object, request.params['field'] ?? '');
  const rows = rowsWith(state, object, field, request.params['value'] ?? '').filter((row) =>
    isVisible(state, request.actor, object, row),
  );
  const [row] = rows;
  if (row === undefined) throw notFound();
  if (rows.length > 1) return { status: 300, body: rows.map(({ Id }) => rowUrl(object, Id)) };
  return shown(state, request, object, row);
}

function upsert(state: OrgState, request: ApiRequest): Answer {
  const object = objectOf(state, request);
  const field = lookupField(state, request.actor, object, request.params['field'] ?? '');
  if (field.type === 'id') throw notModelled('a single upsert by Id');
  const fields = bodyOf(state, request, object);
  const forbidden = Object.keys(fields).find((name) => [field.name.toLowerCase(), 'id'].includes(name.toLowerCase()));
  if (forbidden !== undefined) {
    throw refusal('INVALID_FIELD', `The ${forbidden} field should not be specified in the sobject data.`);
  }
  const value = request.params['value'] ?? '';
  const found = prepareUpsert(state, request.actor, object, field, value, fields, request.saving);
  if (found.kind === 'several') return { status: 300, body: found.ids.map((id) => rowUrl(object, id)) };
  const created = found.pending.before === null;
  const { Id: id } = saveOne(state, request.actor, found.pending);
  return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
}

export function rowRoutes(state: OrgState): readonly Route[] {
  return [
    { method: 'POST', path: '/sobjects/{object}', handle: (request) => create(state, request) },
    { method: 'GET', path: '/sobjects/{object}/{id}', handle: (request) => read(state, request) },
    { method: 'PATCH', path: '/sobjects/{object}/{id}', handle: (request) => update(state, request) },
    { method: 'DELETE', path: '/sobjects/{object}/{id}', handle: (request) => remove(state, request) },
    {
      method: 'GET',
      path: '/sobjects/{object}/{field}/{value}',
      handle: (request) => readByExternalId(state, request),
    },
    { method: 'PATCH', path: '/sobjects/{object}/{field}/{value}', handle: (request) => upsert(state, request) },
  ];
}
