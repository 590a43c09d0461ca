// sObject Collections: up to 200 records in one call, each with an outcome of its own, in the order of the request.
// With allOrNone one refusal takes everything back. Evidence: notes.md, "Collections".
import { isVisible } from '../access/sharing.js';
import { collectionErrors, notModelled, refusal, SalesforceRefusal } from '../errors.js';
import { normalizeId } from '../ids.js';
import type { PendingSave } from '../save/pending-save.js';
import { deleteRecord } from '../save/recycle.js';
import { attempt, saveBatch } from '../save/save-batch.js';
import { prepareCreate, prepareUpdate } from '../save/save.js';
import { lookupField, prepareUpsert } from '../save/upsert.js';
import { resolveChunk, type Fields } from '../schema/foreign-keys.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import { resolvePath, wireValue } from '../soql/path.js';
import type { OrgState } from '../state.js';
import { objectBody, type Answer, type ApiRequest, type Route } from './api.js';
import { readableObject } from './routes-org.js';

const recordsMax = 200;
const retrieveMax = 2_000;
const chunksMax = 10;

interface Item {
  readonly object: ObjectDefinition;
  readonly fields: Fields;
}

interface Done {
  readonly id: string;
  readonly created?: boolean;
}

type Outcome = { readonly done: Done } | { readonly refused: SalesforceRefusal };

class RolledBack extends Error {}

/** Answers the outcomes of `work`; with allOrNone, one refusal among them takes everything back. */
function together(state: OrgState, allOrNone: boolean, work: () => readonly Outcome[]): Answer {
  let outcomes: readonly Outcome[] = [];
  const hasRefusals = (): boolean => outcomes.some((one) => 'refused' in one);
  try {
    state.store.atomically(() => {
      outcomes = work();
      if (allOrNone && hasRefusals()) throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  const wasRolledBack = allOrNone && hasRefusals();
  return { status: 200, body: outcomes.map((one) => shown(one, wasRolledBack)) };
}

function shown(outcome: Outcome, wasRolledBack: boolean): unknown {
  if ('refused' in outcome) return { success: false, errors: collectionErrors(outcome.refused) };
  if (!wasRolledBack) {
    const { id, created } = outcome.done;
    return { id, success: true, errors: [], ...(created === undefined ? {} : { created }) };
  }
  const message = 'Record rolled back because not all records were valid and the request was using AllOrNone header';
  return { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message, fields: [] }] };
}

function itemsOf(state: OrgState, request: ApiRequest): { items: Item[]; allOrNone: boolean } {
  const body = objectBody(request);
  const records = body['records'];
  if (!Array.isArray(records)) throw refusal('JSON_PARSER_ERROR', "the property 'records' is required to be an array");
  if (records.length > recordsMax) {
    const message = `record limit reached. cannot submit more than ${recordsMax} records into this call`;
    throw refusal('EXCEEDED_ID_LIMIT', message);
  }
  const items = records.map((record: unknown): Item => {
    const fields = (record ?? {}) as Record<string, unknown>;
    const type = (fields['attributes'] as { type?: unknown } | undefined)?.type;
    if (typeof type !== 'string') throw refusal('INVALID_INPUT', 'Include a type in the attributes of each record');
    return { object: readableObject(state, request.actor, type), fields };
  });
  const chunks = items.filter((item, index) => index === 0 || item.object !== items[index - 1]?.object).length;
  if (chunks > chunksMax)
    throw refusal('LIMIT_EXCEEDED', `too many chunks of records of one type: ${chunks}, at most ${chunksMax}`);
  if (items.some(({ object }) => object.kind === 'platformEvent')) throw notModelled('publishing platform events');
  return { items, allOrNone: body['allOrNone'] === true };
}

/** The id of an item in its long form, for writing. Unknown ids and invisible records are told as collections do. */
function writableId(
  state: OrgState,
  request: ApiRequest,
  given: unknown,
  object: ObjectDefinition | null,
): { id: string; object: ObjectDefinition } {
  if (typeof given !== 'string' || given === '')
    throw refusal('MISSING_ARGUMENT', 'Id not specified in an update call');
  const id = normalizeId(given);
  if (id === null) throw refusal('MALFORMED_ID', `malformed id ${given}`);
  const target = object ?? state.schema.objectOfId(id);
  const row = target === null ? undefined : state.store.table(target.name).get(id);
  if (target === null || row === undefined) throw refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (!request.actor.access.can('read', target) || !isVisible(state, request.actor, target, row)) {
    const message = 'insufficient access rights on cross-reference id';
    throw refusal('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', message);
  }
  if (row['IsDeleted'] === true) throw refusal('ENTITY_IS_DELETED', 'entity is deleted');
  return { id, object: target };
}

function idIn(fields: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(fields).find(([name]) => name.toLowerCase() === 'id')?.[1];
}

/** Runs of neighbours of one object: each is saved as one batch. */
function chunksOf(items: readonly Item[]): Item[][] {
  const chunks: Item[][] = [];
  for (const item of items) {
    const last = chunks.at(-1);
    if (last?.[0]?.object === item.object) last.push(item);
    else chunks.push([item]);
  }
  return chunks;
}

/** Saves chunk by chunk; the lookups by external id of a chunk are resolved before anything of it is written. */
function saveAll(
  state: OrgState,
  { actor }: ApiRequest,
  { items, allOrNone }: { items: readonly Item[]; allOrNone: boolean },
  prepare: (item: Item) => PendingSave,
  tellsCreated = false,
): Answer {
  return together(state, allOrNone, () =>
    chunksOf(items).flatMap((chunk) => {
      const resolved = resolveChunk(state, actor, chunk);
      const works = chunk.map(({ object }, index) => () => {
        const fields = resolved[index] as Fields | SalesforceRefusal;
        if (fields instanceof SalesforceRefusal) throw fields;
        return prepare({ object, fields });
      });
      return saveBatch(state, actor, works).map((saved): Outcome => {
        if ('refused' in saved) return saved;
        return { done: { id: saved.row.Id, ...(tellsCreated ? { created: saved.isNew } : {}) } };
      });
    }),
  );
}

function create(state: OrgState, request: ApiRequest): Answer {
  return saveAll(state, request, itemsOf(state, request), ({ object, fields }) =>
    prepareCreate(state, request.actor, object, fields, request.saving),
  );
}

function update(state: OrgState, request: ApiRequest): Answer {
  const seen = new Set<string>();
  return saveAll(state, request, itemsOf(state, request), ({ object, fields }) => {
    const { id } = writableId(state, request, idIn(fields), object);
    if (seen.has(id)) throw refusal('DUPLICATE_VALUE', `duplicate id in list: ${id}`);
    seen.add(id);
    return prepareUpdate(state, request.actor, object, id, fields, request.saving, ['id']);
  });
}

function withoutField(fields: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key.toLowerCase() !== name.toLowerCase()));
}

function valueOf(fields: Readonly<Record<string, unknown>>, field: FieldDefinition): string {
  const given = Object.entries(fields).find(([key]) => key.toLowerCase() === field.name.toLowerCase())?.[1];
  return typeof given === 'string' ? given.trim() : '';
}

function upsert(state: OrgState, request: ApiRequest): Answer {
  const given = itemsOf(state, request);
  const { items } = given;
  const object = readableObject(state, request.actor, request.params['object'] ?? '');
  const field = lookupField(state, request.actor, object, request.params['field'] ?? '');
  if (field.type === 'id') throw notModelled('a collection upsert by Id');
  if (items.some((item) => item.object !== object)) {
    throw refusal('INVALID_INPUT', `all records of this call must be of the type ${object.name}`);
  }
  const counts = new Map<string, number>();
  for (const { fields } of items) counts.set(valueOf(fields, field), (counts.get(valueOf(fields, field)) ?? 0) + 1);
  const prepare = ({ fields }: Item): PendingSave => {
    const value = valueOf(fields, field);
    if (value === '') throw refusal('MISSING_ARGUMENT', `${field.name} not specified`);
    if ((counts.get(value) ?? 0) > 1) throw refusal('DUPLICATE_VALUE', `Duplicate external id specified: ${value}`);
    const rest = withoutField(fields, field.name);
    const found = prepareUpsert(state, request.actor, object, field, value, rest, request.saving);
    if (found.kind === 'one') return found.pending;
    const message = `${field.name}: more than one record found for external id field: [${found.ids.join(', ')}]`;
    throw refusal('DUPLICATE_EXTERNAL_ID', message);
  };
  return saveAll(state, request, given, prepare, true);
}

function remove(state: OrgState, request: ApiRequest): Answer {
  const ids = (request.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length > recordsMax) {
    const message = `record limit reached. cannot submit more than ${recordsMax} records into this call`;
    throw refusal('EXCEEDED_ID_LIMIT', message);
  }
  const work = (given: string) => (): Outcome => {
    const { id, object } = writableId(state, request, given, null);
    state.store.atomically(() => deleteRecord(state, request.actor, object, id, request.saving));
    return { done: { id } };
  };
  const allOrNone = request.query.get('allOrNone') === 'true';
  return together(state, allOrNone, () =>
    ids.map((given): Outcome => {
      const outcome = attempt(work(given));
      return 'refused' in outcome ? outcome : outcome.result;
    }),
  );
}

function retrieve(state: OrgState, request: ApiRequest, ids: readonly string[], names: readonly string[]): Answer {
  const { actor } = request;
  const object = readableObject(state, actor, request.params['object'] ?? '');
  if (ids.length > retrieveMax) throw refusal('EXCEEDED_ID_LIMIT', `at most ${retrieveMax} ids in this call`);
  if (names.length === 0) throw refusal('MISSING_ARGUMENT', 'fields are required');
  const scope = { state, actor, soql: names.join(',') };
  const fields = names.map((name) => {
    if (name.includes('.')) throw notModelled('fields of other records in a retrieve');
    return resolvePath(scope, object, name.trim()).field;
  });
  const records = ids.map((given) => {
    const row = state.store.table(object.name).get(normalizeId(given) ?? '');
    if (row === undefined || row['IsDeleted'] === true || !isVisible(state, actor, object, row)) return null;
    const attributes = { type: object.name, url: `/services/data/v65.0/sobjects/${object.name}/${row.Id}` };
    const values = Object.fromEntries(fields.map((field) => [field.name, wireValue(row, field)]));
    return { attributes, ...values, Id: row.Id };
  });
  return { status: 200, body: records };
}

const texts = (given: unknown): string[] =>
  Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];

export function collectionRoutes(state: OrgState): readonly Route[] {
  const path = '/composite/sobjects';
  return [
    { method: 'POST', path, handle: (request) => create(state, request) },
    { method: 'PATCH', path, handle: (request) => update(state, request) },
    { method: 'DELETE', path, handle: (request) => remove(state, request) },
    { method: 'PATCH', path: `${path}/{object}/{field}`, handle: (request) => upsert(state, request) },
    {
      method: 'GET',
      path: `${path}/{object}`,
      handle: (request) => {
        const list = (name: string): string[] => (request.query.get(name) ?? '').split(',').filter((one) => one !== '');
        return retrieve(state, request, list('ids'), list('fields'));
      },
    },
    {
      method: 'POST',
      path: `${path}/{object}`,
      handle: (request) => {
        const body = objectBody(request);
        return retrieve(state, request, texts(body['ids']), texts(body['fields']));
      },
    },
  ];
}
