// Finds and pins a person's mailbox. An address that later leads elsewhere is refused, never followed (docs/status.md).
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import type { CalendarId, FolderId, MailboxId } from '../../core/model.js';
import type { MailboxState } from '../../core/status.js';
import type { Located, PartRun } from './part.js';

/**
 * Mailbox and place (folder or calendar) of a run. `check` = look at both though they are known; `find` gets the place
 * that is known, or null.
 */
export async function locate<Run extends PartRun, Place extends FolderId | CalendarId>(
  run: Run,
  check: boolean,
  find: (mailbox: MailboxId, known: Place | null) => Promise<Outcome<Place>>,
): Promise<Outcome<Run & Located & { readonly placeId: Place }>> {
  const { mailboxId } = run.scope;
  const known = run.part.placeId as Place | null;
  if (!check && mailboxId !== null && known !== null) {
    return success({ ...run, mailboxId, placeId: known, placeWasChecked: false });
  }
  const mailbox = await pinMailbox(run);
  if (!mailbox.ok) return mailbox;
  const place = await find(mailbox.value, known);
  if (!place.ok) return place;
  return success({ ...run, mailboxId: mailbox.value, placeId: place.value, placeWasChecked: true });
}

/** The mailbox is pinned by its object id when it is first found. */
export async function pinMailbox(run: Pick<PartRun, 'services' | 'user' | 'scope'>): Promise<Outcome<MailboxId>> {
  const { exchange } = run.services;
  const found = await exchange.findMailbox(run.user.email);
  if (!found.ok) return found;
  const { mailboxId } = found.value;
  const pinned = run.scope.mailboxId;
  if (pinned !== null && pinned !== mailboxId) return failed({ class: 'conflict', code: 'MAILBOX_CHANGED' });
  const probe = await exchange.probeMailbox(mailboxId);
  return probe.ok ? success(mailboxId) : probe;
}

const stateOfCode: Readonly<Record<string, MailboxState>> = {
  MAILBOX_NOT_FOUND: 'NOT_FOUND',
  MAILBOX_NO_ACCESS: 'NO_ACCESS',
  MAILBOX_NOT_IN_CLOUD: 'ON_PREMISES',
  MAILBOX_CHANGED: 'CHANGED',
  DUPLICATE_EMAIL: 'DUPLICATE_EMAIL',
};

export function mailboxStateOf({ code, class: failureClass }: Failure): MailboxState {
  return stateOfCode[code] ?? (failureClass === 'permission' ? 'NO_ACCESS' : 'NOT_LOOKED_UP_YET');
}
