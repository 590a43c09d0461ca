// Updates that must not overwrite what somebody wrote since the record was read. Salesforce guards single rows only
// (If-Unmodified-Since, whole seconds; REST API guide, "Conditional Requests"), so a few travel as parts of one
// Composite call. Of many the time stamps are asked for just before, and what moved is not written: it is read again.
import { failed, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import { toInstant } from '../../core/model.js';
import type { Client } from '../client.js';
import { failureOfAnswer, foreignErrors } from '../errors.js';
import { queryWithin } from '../read/queries.js';
import { distinct, idLiteral } from '../read/soql.js';
import { dataPath } from '../version.js';
import { repeatingLocked, updateRecords, type Fields, type Saved } from './collections.js';

export interface GuardedUpdate<Id extends string> {
  readonly id: Id;
  readonly fields: Fields;
  /** SystemModstamp as it was read, an Instant; '' = unknown, and then nothing guards it. */
  readonly version: string;
}

/** Outcomes in the order given. Code PRECONDITION_FAILED: somebody was faster, and nothing was written. */
export async function updateUnlessMoved<Id extends string>(
  client: Client,
  object: string,
  records: readonly GuardedUpdate<Id>[],
): Promise<readonly Outcome<Saved<Id>>[]> {
  const isGuarded = records.some(({ version }) => version !== '');
  if (isGuarded && records.length <= limits.salesforceCompositeParts) {
    return repeatingLocked(client, records, (some) => sendComposite(client, object, some));
  }
  const moved = isGuarded ? await movedSince(client, object, records) : success(new Set<string>());
  if (!moved.ok) return records.map(() => moved);
  const others = records.filter(({ id }) => !moved.value.has(id));
  const rows = others.map(({ id, fields }) => ({ ...fields, id }));
  const written = await updateRecords<Id>(client, object, rows);
  const outcomes = new Map(others.map(({ id }, index) => [id, written[index]]));
  return records.map(({ id }) => outcomes.get(id) ?? failed({ class: 'conflict', code: 'PRECONDITION_FAILED' }));
}

interface PartAnswer {
  readonly httpStatusCode: number;
  readonly body: unknown;
}

async function sendComposite<Id extends string>(
  client: Client,
  object: string,
  records: readonly GuardedUpdate<Id>[],
): Promise<readonly Outcome<Saved<Id>>[]> {
  const compositeRequest = records.map(({ id, fields, version }, index) => ({
    ...{ method: 'PATCH', url: `${dataPath}/sobjects/${object}/${id}`, referenceId: `r${index}`, body: fields },
    ...(version === '' ? {} : { httpHeaders: { 'If-Unmodified-Since': new Date(version).toUTCString() } }),
  }));
  const body = { allOrNone: false, compositeRequest };
  const answer = await client.call({ method: 'POST', path: `${dataPath}/composite`, body, isWrite: true });
  if (!answer.ok) return records.map(() => answer);
  const { body: given, serverTimeMs: answeredAtMs } = answer.value;
  const parts = (given as { compositeResponse?: readonly PartAnswer[] } | null)?.compositeResponse;
  if (!Array.isArray(parts) || parts.length !== records.length) {
    return records.map(() => failed({ class: 'transient', code: 'UNEXPECTED_ANSWER', isInDoubt: true }));
  }
  return records.map(({ id }, index) => {
    const { httpStatusCode: status, body: said } = parts[index] as PartAnswer;
    if (status < 300) return success({ id, answeredAtMs });
    const context = { isWrite: true, nowMs: client.nowMs() };
    return failed(failureOfAnswer(status, foreignErrors(said)[0] ?? null, context));
  });
}

/** Ids of those that have another time stamp than was read, or cannot be seen any more. */
async function movedSince(
  client: Client,
  object: string,
  records: readonly GuardedUpdate<string>[],
): Promise<Outcome<ReadonlySet<string>>> {
  const literals = distinct(records.map(({ id }) => id)).map(idLiteral);
  const rows = await queryWithin(client, { fields: ['SystemModstamp'], object, field: 'Id', literals });
  if (!rows.ok) return rows;
  const now = new Map<string, string>(rows.value.map((row) => [row.Id, toInstant(String(row['SystemModstamp']))]));
  const moved = records.filter(({ id, version }) => version !== '' && now.get(id) !== version);
  return success(new Set(moved.map(({ id }) => id)));
}
