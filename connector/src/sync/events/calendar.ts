// Finds the person's primary calendar and remembers it by its id. A calendar with another id is another mailbox behind
// the same address: then nothing is done until somebody has looked (docs/status.md).
import { failed, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import { pinMailbox } from '../contacts/folder.js';
import type { EventRun, ReadyEventRun } from './context.js';

export interface PreparedEvents {
  readonly run: ReadyEventRun;
  /** True when this run has looked, so that the time of it is remembered. */
  readonly wasChecked: boolean;
}

/** Looked at in full for a full listing, and once an hour; in between the ids of the last look count. */
export async function prepareCalendar(run: EventRun): Promise<Outcome<PreparedEvents>> {
  const { mailboxId, calendarId, eventCursor, calendarCheckedAtMs } = run.scope;
  const isFresh = calendarCheckedAtMs !== null && run.startedAtMs - calendarCheckedAtMs <= limits.folderCheckMs;
  if (mailboxId !== null && calendarId !== null && eventCursor !== null && isFresh) {
    return success({ run: { ...run, mailboxId, calendarId }, wasChecked: false });
  }
  const mailbox = await pinMailbox(run);
  if (!mailbox.ok) return mailbox;
  const found = await run.services.exchange.findCalendar(mailbox.value);
  if (!found.ok) return found;
  if (calendarId !== null && calendarId !== found.value) return failed({ class: 'conflict', code: 'MAILBOX_CHANGED' });
  return success({ run: { ...run, mailboxId: mailbox.value, calendarId: found.value }, wasChecked: true });
}
