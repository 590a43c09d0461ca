// Writing many records: at most 200 a call, an outcome for each in the order given. A call without an answer is never
// sent again here: its records are in doubt, and the caller looks before it repeats. A record whose account is locked
// is tried once more after a short wait. Shapes: REST API guide, "sObject Collections". No header that overrides
// duplicate rules is ever sent.
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { Call, Client } from '../client.js';
import { failureOfItem } from '../errors.js';
import { dataPath } from '../version.js';

const sobjects = `${dataPath}/composite/sobjects`;

export type Fields = Readonly<Record<string, unknown>>;

/** A record that was written, and when the answer was given, by Salesforce's own clock; null: it did not say. */
export interface Saved<Id extends string = string> {
  readonly id: Id;
  readonly answeredAtMs: number | null;
}

/** Nothing but a key of the caller's own tells a record that was made from one that was not. */
export function createRecords<Id extends string>(
  client: Client,
  object: string,
  records: readonly Fields[],
): Promise<readonly Outcome<Saved<Id>>[]> {
  return writeRecords(client, 'POST', sobjects, object, records);
}

export function upsertRecords<Id extends string>(
  client: Client,
  object: string,
  externalIdField: string,
  records: readonly Fields[],
): Promise<readonly Outcome<Saved<Id>>[]> {
  return writeRecords(client, 'PATCH', `${sobjects}/${object}/${externalIdField}`, object, records);
}

/** Each record has its `id` (lower case, as the collections resource wants it). */
export function updateRecords<Id extends string>(
  client: Client,
  object: string,
  records: readonly Fields[],
): Promise<readonly Outcome<Saved<Id>>[]> {
  return writeRecords(client, 'PATCH', sobjects, object, records);
}

/** Deleting what is gone already is a success: somebody was faster. */
export async function deleteRecords(client: Client, ids: readonly string[]): Promise<readonly Outcome<null>[]> {
  const deleted = await writeInCalls(client, ids, (some) => ({
    method: 'DELETE',
    path: `${sobjects}?ids=${some.join(',')}&allOrNone=false`,
    isWrite: true,
  }));
  return deleted.map((outcome) => (outcome.ok || goneCodes.has(outcome.failure.code) ? success(null) : outcome));
}

export function withoutValue(outcome: Outcome<unknown>): Outcome<null> {
  return outcome.ok ? success(null) : outcome;
}

const goneCodes = new Set(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'NOT_FOUND']);

async function writeRecords<Id extends string>(
  client: Client,
  method: 'POST' | 'PATCH',
  path: string,
  object: string,
  records: readonly Fields[],
): Promise<readonly Outcome<Saved<Id>>[]> {
  const written = await writeInCalls(client, records, (some) => ({
    method,
    path,
    body: { allOrNone: false, records: some.map((fields) => ({ attributes: { type: object }, ...fields })) },
    isWrite: true,
  }));
  return written as readonly Outcome<Saved<Id>>[];
}

function writeInCalls<T>(
  client: Client,
  items: readonly T[],
  callFor: (items: readonly T[]) => Call,
): Promise<readonly Outcome<Saved>[]> {
  return repeatingLocked(client, items, (some) => sendAll(client, some, callFor));
}

/** A record whose account somebody holds is sent once more, after a short wait. */
export async function repeatingLocked<T, Value>(
  client: Client,
  items: readonly T[],
  send: (items: readonly T[]) => Promise<readonly Outcome<Value>[]>,
): Promise<readonly Outcome<Value>[]> {
  const outcomes = [...(await send(items))];
  const locked = outcomes.flatMap((outcome, index) => (isLocked(outcome) ? [index] : []));
  if (locked.length === 0) return outcomes;
  await client.wait(limits.salesforceLockRetryMs);
  const repeated = await send(locked.map((index) => items[index] as T));
  repeated.forEach((outcome, position) => (outcomes[locked[position] as number] = outcome));
  return outcomes;
}

/** One call after the other. Once a whole call is refused for a cause that all share, the rest is not sent. */
async function sendAll<T>(
  client: Client,
  items: readonly T[],
  callFor: (items: readonly T[]) => Call,
): Promise<readonly Outcome<Saved>[]> {
  const outcomes: Outcome<Saved>[] = [];
  let stopped: Failure | null = null;
  for (let at = 0; at < items.length; at += limits.salesforceCollectionSize) {
    const some = items.slice(at, at + limits.salesforceCollectionSize);
    const sent: readonly Outcome<Saved>[] | Failure = stopped ?? (await sendOne(client, callFor(some), some.length));
    if (!('class' in sent)) {
      outcomes.push(...sent);
      continue;
    }
    outcomes.push(...some.map(() => failed(sent)));
    if (sent.class === 'auth' || sent.class === 'throttled' || sent.code === 'UNREACHABLE') stopped = sent;
  }
  return outcomes;
}

async function sendOne(client: Client, call: Call, count: number): Promise<readonly Outcome<Saved>[] | Failure> {
  const answer = await client.call(call);
  if (!answer.ok) return answer.failure;
  const { body: results, serverTimeMs: answeredAtMs } = answer.value;
  if (!Array.isArray(results) || results.length !== count) {
    return { class: 'transient', code: 'UNEXPECTED_ANSWER', isInDoubt: true };
  }
  return (results as readonly ItemResult[]).map((result) =>
    result.success === true && typeof result.id === 'string'
      ? success({ id: result.id, answeredAtMs })
      : failed(failureOfItem(result.errors)),
  );
}

interface ItemResult {
  readonly id?: unknown;
  readonly success?: unknown;
  readonly errors?: unknown;
}

function isLocked(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && outcome.failure.code === 'UNABLE_TO_LOCK_ROW';
}
