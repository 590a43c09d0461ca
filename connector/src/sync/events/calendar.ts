// Finds the person's primary calendar and remembers it by its id. A calendar with another id is another mailbox behind
// the same address: then nothing is done until somebody has looked (docs/status.md).
import { failed, type Outcome } from '../../core/failure.js';
import type { CalendarId } from '../../core/model.js';
import { locate } from '../part/mailbox.js';
import type { EventRun, ReadyEventRun } from './context.js';

/** `check` = look at mailbox and calendar even though both are known. */
export async function locateCalendar(run: EventRun, check: boolean): Promise<Outcome<ReadyEventRun>> {
  return locate(run, check, async (mailbox, known: CalendarId | null) => {
    const found = await run.services.exchange.findCalendar(mailbox);
    const isOther = found.ok && known !== null && known !== found.value;
    return isOther ? failed({ class: 'conflict', code: 'MAILBOX_CHANGED' }) : found;
  });
}
