// Finds the person's primary calendar and remembers it by its id. A calendar with another id is another mailbox behind
// the same address: then nothing is done until somebody has looked (docs/status.md).
import { failed, success, type Outcome } from '../../core/failure.js';
import type { CalendarId } from '../../core/model.js';
import { pinMailbox } from '../part/mailbox.js';
import type { EventRun, ReadyEventRun } from './context.js';

/** `check` = look at mailbox and calendar even though both are known. */
export async function locateCalendar(run: EventRun, check: boolean): Promise<Outcome<ReadyEventRun>> {
  const { mailboxId } = run.scope;
  const known = run.part.placeId as CalendarId | null;
  if (!check && mailboxId !== null && known !== null) {
    return success({ ...run, mailboxId, placeId: known, placeWasChecked: false });
  }
  const mailbox = await pinMailbox(run);
  if (!mailbox.ok) return mailbox;
  const found = await run.services.exchange.findCalendar(mailbox.value);
  if (!found.ok) return found;
  if (known !== null && known !== found.value) return failed({ class: 'conflict', code: 'MAILBOX_CHANGED' });
  return success({ ...run, mailboxId: mailbox.value, placeId: found.value, placeWasChecked: true });
}
