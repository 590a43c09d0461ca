// Carries out the actions of one chunk in Salesforce, as the person: claims meetings and makes them, writes what
// changed, deletes. 200 a call; one refused record never stops the others. Nothing is ever written to Exchange.
import { eventKeyField } from '../../../core/event/fields.js';
import type { EventValues } from '../../../core/event/model.js';
import type { EventAction } from '../../../core/event/plan.js';
import { eventBody } from '../../../core/event/salesforce-event.js';
import { hasChanged } from '../../../core/event/settle.js';
import { BrokenAssumption, success, type Outcome } from '../../../core/failure.js';
import type { SalesforceEventId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import type { LoadedEvent } from './load.js';

export interface PlannedEvent {
  readonly loaded: LoadedEvent;
  readonly action: EventAction;
}

export interface AppliedEvent extends PlannedEvent {
  /** Of the create or update, absent when there was none. */
  readonly record?: Outcome<SalesforceEventId>;
  /** Of the delete, absent when there was none. */
  readonly removal?: Outcome<null>;
  /** API names of what was sent. */
  readonly fields: readonly string[];
  /** Not tried at all, for this reason. */
  readonly postponed?: ReasonCode;
  /** The update found no record any more: somebody deleted it in Salesforce. */
  readonly isRecordGone?: true;
}

type Body = Readonly<Record<string, unknown>>;

/** `mayDelete` false: a brake holds deletes, and only what must be hidden is written. */
export async function applyEvents(
  run: ReadyEventRun,
  access: EventAccess,
  planned: readonly PlannedEvent[],
  mayDelete: boolean,
): Promise<readonly AppliedEvent[]> {
  const creates = planned.filter(({ action }) => action.kind === 'create');
  const others = planned.filter(({ action }) => action.kind !== 'create');
  const made = await create(run, access, creates);
  const written = await update(access, run, others);
  return [...made, ...(mayDelete ? await remove(access, written) : written)];
}

async function create(
  run: ReadyEventRun,
  access: EventAccess,
  planned: readonly PlannedEvent[],
): Promise<readonly AppliedEvent[]> {
  const granted = await claim(run, planned);
  const isMine = ({ loaded }: PlannedEvent): boolean => granted.has(loaded.meetingKey);
  const ready = planned.filter(isMine).map((one) => ({ ...one, body: bodyOfCreate(one) }));
  const outcomes = await access.org.createEvents(ready.map(({ body }) => body));
  return [
    ...planned.filter((one) => !isMine(one)).map((one): AppliedEvent => postponed(one, 'COLLEAGUES_MEETING')),
    ...ready.map(({ body, ...one }, index): AppliedEvent => {
      const record = outcomes[index];
      const fields = Object.keys(body);
      return record === undefined ? { ...one, fields } : { ...one, fields, record };
    }),
  ];
}

function postponed(one: PlannedEvent, reason: ReasonCode): AppliedEvent {
  return { ...one, fields: [], postponed: reason };
}

/** A claim is written before the create is sent, and goes to rest with the link. */
async function claim(run: ReadyEventRun, planned: readonly PlannedEvent[]): Promise<ReadonlySet<string>> {
  if (planned.length === 0) return new Set();
  const begunAtMs = run.services.clock.nowMs();
  const claims = planned.map(({ loaded }) => {
    return { meetingKey: loaded.meetingKey, exchangeId: loaded.entry.exchangeId, begunAtMs };
  });
  const granted = await run.services.store.claimMeetings(run.person, run.scope.runNo, claims);
  if (granted === null) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  return granted;
}

function bodyOfCreate({ action, loaded }: PlannedEvent): Body {
  if (action.kind !== 'create') throw new BrokenAssumption('NOT_A_CREATE');
  return { ...eventBody(action.values, action.who), [eventKeyField]: loaded.meetingKey };
}

async function update(
  access: EventAccess,
  run: ReadyEventRun,
  planned: readonly PlannedEvent[],
): Promise<readonly AppliedEvent[]> {
  // Records that were found and not made are the person's from now on, so that no colleague makes them once more.
  await claim(
    run,
    planned.filter(({ action }) => action.kind === 'settle' && action.link === null),
  );
  const bodies = new Map(planned.map((one) => [one, bodyOfUpdate(run, access, one)]));
  const toWrite = planned.filter((one) => Object.keys(bodies.get(one)?.fields ?? {}).length > 0);
  const outcomes = await access.org.updateEvents(toWrite.flatMap((one) => bodies.get(one) ?? []));
  const gone = await findGone(access, toWrite, outcomes, bodies);
  const written = new Map(toWrite.map((one, index) => [one, outcomes[index]]));
  return planned.map((one): AppliedEvent => {
    const body = bodies.get(one);
    const outcome = written.get(one);
    const fields = Object.keys(body?.fields ?? {});
    if (body === null || body === undefined || outcome === undefined) return { ...one, fields: [] };
    if (gone.has(body.id)) return { ...one, fields: [], isRecordGone: true };
    return { ...one, fields, record: outcome.ok ? success(body.id) : outcome };
  });
}

function bodyOfUpdate(
  run: ReadyEventRun,
  access: EventAccess,
  { action }: PlannedEvent,
): { readonly id: SalesforceEventId; readonly fields: Body } | null {
  if (action.kind === 'settle') {
    return { id: action.salesforceId, fields: seen(access, eventBody(action.toSalesforce, action.who)) };
  }
  if (action.kind !== 'empty') return null;
  // Emptied already: only the delete is left to do.
  if (!hasChanged(action.link, action.values, run.services.hasher)) return null;
  const values = Object.fromEntries(
    Object.entries(action.values).filter(([field]) => access.writable.has(field as keyof EventValues)),
  );
  return { id: action.link.salesforceId, fields: seen(access, eventBody(values, null)) };
}

/** Without what describe does not show this person: a write that names it would be refused as a whole. */
function seen({ event }: EventAccess, fields: Body): Body {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => event.fields.get(name)?.isUpdateable === true));
}

/** Not found by a write may also mean that the person cannot see it any more; either way it stays away. */
async function findGone(
  access: EventAccess,
  toWrite: readonly PlannedEvent[],
  outcomes: readonly Outcome<null>[],
  bodies: ReadonlyMap<PlannedEvent, { readonly id: SalesforceEventId } | null>,
): Promise<ReadonlySet<SalesforceEventId>> {
  const suspects = toWrite.flatMap((one, index) => {
    const outcome = outcomes[index];
    const id = bodies.get(one)?.id;
    return id !== undefined && outcome?.ok === false && outcome.failure.class === 'notFound' ? [id] : [];
  });
  if (suspects.length === 0) return new Set();
  const rows = await access.org.readEvents(suspects, ['IsDeleted']);
  if (!rows.ok) return new Set();
  const there = new Set(rows.value.filter((row) => row['IsDeleted'] !== true).map((row) => row.Id));
  return new Set(suspects.filter((id) => !there.has(id)));
}

async function remove(access: EventAccess, applied: readonly AppliedEvent[]): Promise<readonly AppliedEvent[]> {
  const toDelete = applied.flatMap((one) => {
    const id = recordToDelete(one);
    return id === null ? [] : [{ one, id }];
  });
  if (toDelete.length === 0) return applied;
  const outcomes = await access.org.deleteEvents(toDelete.map(({ id }) => id));
  const removals = new Map(toDelete.map(({ one }, index) => [one, outcomes[index]]));
  return applied.map((one) => {
    const removal = removals.get(one);
    return removal === undefined ? one : { ...one, removal };
  });
}

/** What became private is deleted only once it has been emptied: a delete can be undone, and would bring it back. */
function recordToDelete({ action, record, isRecordGone }: AppliedEvent): SalesforceEventId | null {
  if (action.kind === 'delete') return action.link.salesforceId;
  const isEmptied = action.kind === 'empty' && !action.keepsShell && record?.ok !== false && isRecordGone !== true;
  return isEmptied ? action.link.salesforceId : null;
}
