// From planned actions to what will be sent: bodies, claims of meetings, and the rows that are written down before
// anything is sent. A claim is written before the create is sent, and goes to rest with the link. Sends nothing itself.
import { eventKeyField, type EventValues } from '../../../core/event/fields.js';
import { eventBody } from '../../../core/event/salesforce-event.js';
import { hasChanged } from '../../../core/event/settle.js';
import { success, type Outcome } from '../../../core/failure.js';
import type { SalesforceEventId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { SentRow } from '../../../core/sent/row.js';
import { takenOver } from '../../part/commit.js';
import type { PreparedChunk } from '../../part/part.js';
import { isTriedTooOften } from '../../part/sent.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import type { PlannedEvent } from './plan.js';
import { SentRows } from './sent-rows.js';

type Body = Readonly<Record<string, unknown>>;

export interface PreparedEvent extends PlannedEvent {
  /** API names → values; {} = nothing to write. */
  readonly body: Body;
  /** Of an update; null: it is made. */
  readonly recordId: SalesforceEventId | null;
  /** Not tried at all, for this reason. */
  readonly postponed?: ReasonCode;
  /** What is written down before it is sent: of the create or update, and of the delete. */
  readonly rows: { readonly record?: SentRow; readonly removal?: SentRow };
}

export interface PreparedEvents extends PreparedChunk {
  readonly events: readonly PreparedEvent[];
}

export async function prepareEvents(
  run: ReadyEventRun,
  access: EventAccess,
  planned: readonly PlannedEvent[],
): Promise<Outcome<PreparedEvents>> {
  const granted = await claim(run, planned);
  const rows = new SentRows(run, await run.services.store.sentRows(run.person));
  const events = planned
    .map((one) => prepareOne(run, access, one, granted, rows))
    // What must be hidden is tried for ever.
    .map((one) => (one.action.kind !== 'empty' && isTriedTooOften(one.rows) ? waiting(one) : one));
  return success({ events, rows: events.flatMap((one) => Object.values(one.rows)) });
}

function waiting(one: PreparedEvent): PreparedEvent {
  const { action, loaded } = one;
  const event = 'event' in action ? action.event : null;
  const { exchangeId } = loaded.entry;
  const { link } = loaded;
  return { ...one, action: { kind: 'leave', exchangeId, link, event, reason: 'NEVER_ANSWERED' }, body: {}, rows: {} };
}

/** Records that were found and not made are the person's from now on, so that no colleague makes them once more. */
async function claim(run: ReadyEventRun, planned: readonly PlannedEvent[]): Promise<ReadonlySet<string>> {
  const wanted = planned.filter(({ action }) => {
    return action.kind === 'create' || (action.kind === 'settle' && action.link === null);
  });
  if (wanted.length === 0) return new Set();
  const begunAtMs = run.services.clock.nowMs();
  const claims = wanted.map(({ loaded: { meetingKey, entry } }) => {
    return { meetingKey, exchangeId: entry.exchangeId, begunAtMs };
  });
  const granted = await run.services.store.claimMeetings(run.person, run.scope.runNo, claims);
  if (granted === null) throw takenOver();
  return granted;
}

function prepareOne(
  run: ReadyEventRun,
  access: EventAccess,
  one: PlannedEvent,
  granted: ReadonlySet<string>,
  rows: SentRows,
): PreparedEvent {
  const { action, loaded } = one;
  const nothing: PreparedEvent = { ...one, body: {}, recordId: null, rows: {} };
  switch (action.kind) {
    case 'create': {
      if (!granted.has(loaded.meetingKey)) return { ...nothing, postponed: 'COLLEAGUES_MEETING' };
      const body = visible(access, eventBody(action.values, action.who));
      return {
        ...nothing,
        body: { ...body, [eventKeyField]: loaded.meetingKey },
        rows: { record: rows.ofCreate(action) },
      };
    }
    case 'settle': {
      const body = visible(access, eventBody(action.toSalesforce, action.who));
      const isWritten = Object.keys(body).length > 0;
      const record = isWritten ? { record: rows.ofUpdate(action, action.toSalesforce) } : {};
      return { ...nothing, body, recordId: action.salesforceId, rows: record };
    }
    case 'empty': {
      const removal = action.keepsShell ? {} : { removal: rows.ofDelete(action, action.values) };
      // Emptied already: only the delete is left to do.
      if (!hasChanged(action.link, action.values, run.services.hasher)) return { ...nothing, rows: removal };
      const values: EventValues = Object.fromEntries(
        Object.entries(action.values).filter(([field]) => access.writable.has(field as keyof EventValues)),
      );
      const body = visible(access, eventBody(values, null));
      const recordId = action.link.ids.salesforce;
      return { ...nothing, body, recordId, rows: { record: rows.ofUpdate(action, values), ...removal } };
    }
    case 'delete':
      return { ...nothing, rows: { removal: rows.ofDelete(action, {}) } };
    default:
      return nothing;
  }
}

/** Without what describe does not show this person: a write that names it would be refused as a whole. */
function visible({ event }: EventAccess, body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => event.fields.get(name)?.isUpdateable === true));
}
