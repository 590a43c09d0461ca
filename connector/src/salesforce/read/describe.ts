// What one person may do with contacts, accounts, events and leads: describe as that person, kept for an hour. Field
// security takes fields out of the answer. An object that the person cannot see is a description that says so, not a
// failure.
import { createHash } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { failed, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { ClockPort } from '../../ports/clock.js';
import type { DescribedObject, FieldAccess, ObjectDescription } from '../../ports/salesforce.js';
import type { Client } from '../client.js';
import { dataPath } from '../version.js';

export interface DescribedField extends FieldAccess {
  /** `string`, `picklist`, `date`, … as Salesforce names it. */
  readonly type: string;
  readonly isFilterable: boolean;
}

export interface Description extends ObjectDescription {
  readonly fields: ReadonlyMap<string, DescribedField>;
}

/**
 * People of one profile are described alike: each description is kept once, whoever it is for. Hundreds of fields for
 * hundreds of people would be tens of megabytes.
 */
export type DescriptionShelf = LRUCache<string, Description>;

/** The same description as one that was put there before, or this one. */
function shared(shelf: DescriptionShelf, description: Description): Description {
  const { fields, ...flags } = description;
  const digest = createHash('sha256')
    .update(JSON.stringify([...fields, flags]))
    .digest('base64');
  const known = shelf.get(digest);
  if (known === undefined) shelf.set(digest, description);
  return known ?? description;
}

interface Kept {
  readonly untilMs: number;
  readonly outcome: Promise<Outcome<Description>>;
}

export class Descriptions {
  readonly #client: Client;
  readonly #clock: ClockPort;
  readonly #shelf: DescriptionShelf;
  readonly #kept = new Map<DescribedObject, Kept>();

  constructor(client: Client, clock: ClockPort, shelf: DescriptionShelf) {
    this.#client = client;
    this.#clock = clock;
    this.#shelf = shelf;
  }

  /** Callers at the same time share one call; a failure is not kept. */
  async get(object: DescribedObject, isRefreshed = false): Promise<Outcome<Description>> {
    const kept = this.#kept.get(object);
    if (kept !== undefined && !isRefreshed && this.#clock.nowMs() < kept.untilMs) return kept.outcome;
    const outcome = this.#read(object);
    const entry: Kept = { untilMs: this.#clock.nowMs() + limits.describeCacheMs, outcome };
    this.#kept.set(object, entry);
    const given = await outcome;
    if (!given.ok && this.#kept.get(object) === entry) this.#kept.delete(object);
    return given;
  }

  async #read(object: DescribedObject): Promise<Outcome<Description>> {
    const read = await readDescription(this.#client, object);
    return read.ok ? success(shared(this.#shelf, read.value)) : read;
  }
}

const unseen: Description = {
  isReadable: false,
  isCreateable: false,
  isUpdateable: false,
  isDeletable: false,
  fields: new Map(),
};

async function readDescription(client: Client, object: DescribedObject): Promise<Outcome<Description>> {
  const path = `${dataPath}/sobjects/${object}/describe`;
  const answer = await client.call({ method: 'GET', path, isWrite: false });
  if (answer.ok) return descriptionOf(answer.value.body);
  const { class: failureClass, code } = answer.failure;
  return failureClass === 'notFound' || code === 'INVALID_TYPE' ? success(unseen) : answer;
}

interface RawField {
  readonly name: string;
  readonly type: string;
  readonly length?: number;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly filterable?: boolean;
  readonly restrictedPicklist?: boolean;
  readonly picklistValues?: readonly {
    readonly value: string;
    readonly label?: string | null;
    readonly active?: boolean;
  }[];
}

function descriptionOf(body: unknown): Outcome<Description> {
  const { fields, queryable, createable, updateable, deletable } = (body ?? {}) as Record<string, unknown>;
  if (!Array.isArray(fields)) return failed({ class: 'transient', code: 'UNEXPECTED_ANSWER' });
  const raw = new Map((fields as readonly RawField[]).map((field) => [field.name, field]));
  return success({
    isReadable: queryable === true,
    isCreateable: createable === true,
    isUpdateable: updateable === true,
    isDeletable: deletable === true,
    fields: new Map([...raw].map(([name, field]) => [name, fieldOf(field, raw)])),
  });
}

function fieldOf(field: RawField, all: ReadonlyMap<string, RawField>): DescribedField {
  return {
    type: field.type,
    lengthMax: field.length ?? 0,
    isCreateable: field.createable === true,
    isUpdateable: field.updateable === true,
    isFilterable: field.filterable === true,
    allowedValues: allowedValues(field, all),
  };
}

/**
 * State and country are plain text in describe even where the org has the state and country picklists. Then a field
 * `…Code` stands beside them, and only the labels of its values are taken (FIELD_INTEGRITY_EXCEPTION otherwise).
 */
function allowedValues(field: RawField, all: ReadonlyMap<string, RawField>): readonly string[] | null {
  const code = /(State|Country)$/.test(field.name) ? all.get(`${field.name}Code`) : undefined;
  if (code?.picklistValues !== undefined && code.type === 'picklist') {
    return activeValues(code).map(({ value, label }) => label ?? value);
  }
  if (field.type !== 'picklist' || field.restrictedPicklist !== true) return null;
  return activeValues(field).map(({ value }) => value);
}

function activeValues(field: RawField): NonNullable<RawField['picklistValues']> {
  return (field.picklistValues ?? []).filter(({ active }) => active !== false);
}
