// Finds and pins a person's mailbox. An address that later leads elsewhere is refused, never followed (docs/status.md).
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import type { MailboxId } from '../../core/model.js';
import type { MailboxState } from '../../core/status.js';
import type { PartRun } from './part.js';

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
