// Sends what was prepared to Salesforce, as the person: creates, updates, deletes, 200 a call; one refused record never
// stops the others. Nothing is ever written to Exchange.
import { success, type Outcome } from '../../../core/failure.js';
import type { SalesforceEventId } from '../../../core/model.js';
import { isFieldRefused } from '../../part/access-once.js';
import type { SentChunk } from '../../part/part.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import type { PreparedEvent, PreparedEvents } from './prepare.js';

export interface SentEvent extends PreparedEvent {
  /** Of the create or update, absent when there was none. */
  readonly record?: Outcome<SalesforceEventId>;
  /** Of the delete, absent when there was none. */
  readonly removal?: Outcome<null>;
  /** The update found no record any more: somebody deleted it in Salesforce. */
  readonly isRecordGone?: true;
}

export interface SentEvents extends SentChunk {
  readonly events: readonly SentEvent[];
}

/** `isHeld`: a brake holds deletes, and only what must be hidden is written. */
export async function sendEvents(
  _run: ReadyEventRun,
  access: EventAccess,
  { events }: PreparedEvents,
  isHeld: boolean,
): Promise<SentEvents> {
  const hasBody = ({ body, postponed }: PreparedEvent): boolean =>
    postponed === undefined && Object.keys(body).length > 0;
  const creates = events.filter((one) => hasBody(one) && one.recordId === null);
  const updates = events.flatMap((one) => (hasBody(one) && one.recordId !== null ? [{ one, id: one.recordId }] : []));
  const records = new Map<PreparedEvent, Outcome<SalesforceEventId>>();
  const made = creates.length === 0 ? [] : await access.org.createEvents(creates.map(({ body }) => body));
  creates.forEach((one, index) => note(records, one, made[index]));
  const written =
    updates.length === 0 ? [] : await access.org.updateEvents(updates.map(({ one, id }) => ({ id, fields: one.body })));
  updates.forEach(({ one, id }, index) => {
    const outcome = written[index];
    note(records, one, outcome?.ok === true ? success(id) : outcome);
  });
  const gone = await findGone(
    access,
    updates.flatMap(({ id }, index) => (isNotFound(written[index]) ? [id] : [])),
  );
  const done = events.map((one): SentEvent => {
    if (one.recordId !== null && gone.has(one.recordId)) return { ...one, body: {}, isRecordGone: true };
    const record = records.get(one);
    return record === undefined ? one : { ...one, record };
  });
  return {
    events: isHeld ? done : await remove(access, done),
    hitsFieldAccess: [...records.values()].some(isFieldRefused),
    looksAgainSoon: false,
  };
}

function note<Value>(
  outcomes: Map<PreparedEvent, Outcome<Value>>,
  one: PreparedEvent,
  outcome: Outcome<Value> | undefined,
): void {
  if (outcome !== undefined) outcomes.set(one, outcome);
}

function isNotFound(outcome: Outcome<unknown> | undefined): boolean {
  return outcome?.ok === false && outcome.failure.class === 'notFound';
}

/** Not found by a write may also mean that the person cannot see it any more; either way it stays away. */
async function findGone(
  { org }: EventAccess,
  suspects: readonly SalesforceEventId[],
): Promise<ReadonlySet<SalesforceEventId>> {
  if (suspects.length === 0) return new Set();
  const rows = await org.readEvents(suspects, ['IsDeleted']);
  if (!rows.ok) return new Set();
  const there = new Set(rows.value.filter((row) => row['IsDeleted'] !== true).map((row) => row.Id));
  return new Set(suspects.filter((id) => !there.has(id)));
}

async function remove({ org }: EventAccess, events: readonly SentEvent[]): Promise<readonly SentEvent[]> {
  const toDelete = events.flatMap((one) => {
    const id = recordToDelete(one);
    return id === null ? [] : [{ one, id }];
  });
  if (toDelete.length === 0) return events;
  const outcomes = await org.deleteEvents(toDelete.map(({ id }) => id));
  const removals = new Map(toDelete.map(({ one }, index) => [one, outcomes[index]]));
  return events.map((one) => {
    const removal = removals.get(one);
    return removal === undefined ? one : { ...one, removal };
  });
}

/** What became private is deleted only once it has been emptied: a delete can be undone, and would bring it back. */
function recordToDelete({ action, record, isRecordGone }: SentEvent): SalesforceEventId | null {
  if (action.kind === 'delete') return action.link.ids.salesforce;
  const isEmptied = action.kind === 'empty' && !action.keepsShell && record?.ok !== false && isRecordGone !== true;
  return isEmptied ? action.link.ids.salesforce : null;
}
