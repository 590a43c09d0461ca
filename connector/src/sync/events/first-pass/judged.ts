// What was found out about writes whose end was not known. Values only: how, is in look-up-creates.ts and
// judge-changes.ts.
import { eventFormVersion } from '../../../core/event/fields.js';
import type { EventLink, NewEventLink } from '../../../core/link.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { Commit } from '../../part/part.js';
import type { ReadyEventRun } from '../context.js';

/** Rows that are not `known` stay open: nothing could be found out. */
export interface Judged {
  /** Row and memory together, to be committed before anything is planned. */
  readonly changes: Commit;
  readonly known: readonly SentRow[];
}

export const nothingJudged: Judged = { changes: {}, known: [] };

/** The link that a write is to become, as yet without memory. Its version is unknown, so the event is looked at. */
export function linkTo(
  run: ReadyEventRun,
  ids: EventLink['ids'],
  { meetingKey, memoryKey }: Pick<EventLink, 'meetingKey' | 'memoryKey'>,
): NewEventLink {
  return {
    ...{ object: 'Event', person: run.person, ids, meetingKey, memoryKey, formVersion: eventFormVersion },
    ...{ versions: { salesforce: '', exchange: '' }, state: 'linked' },
    settled: { salesforce: new Uint8Array(), exchange: new Uint8Array() },
    // Nobody knows yet when it is: taken for inside the window, so that a removal is carried over.
    ...{ startsAtMs: run.startedAtMs, endsAtMs: run.startedAtMs },
  };
}
