// Finds and pins the person's mailbox, and makes, adopts or checks the folder. What is wrong stops this person only,
// with a code. Nothing is deleted because a folder was renamed, moved or removed (docs/status.md).
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import type { FolderId, MailboxId } from '../../core/model.js';
import type { ContactFolder } from '../../ports/exchange.js';
import type { ScopeEvidence } from '../../ports/store.js';
import type { ReadyRun, Run } from '../part/services.js';

export const syncFolderName = 'Salesforce_Sync';

/** Why a run cannot go on, as evidence for the status page. */
export interface Stop {
  readonly evidence: Partial<ScopeEvidence>;
  readonly failure: Failure;
}

export type Prepared =
  { readonly kind: 'ready'; readonly run: ReadyRun } | { readonly kind: 'stop'; readonly stop: Stop };

/** `check` = look at mailbox and folder even though both are known. */
export async function prepare(run: Run, check: boolean): Promise<Prepared> {
  const { mailboxId, folderId } = run.scope;
  if (!check && mailboxId !== null && folderId !== null) {
    return { kind: 'ready', run: { ...run, mailboxId, folderId, folderWasChecked: false } };
  }
  const mailbox = await pinMailbox(run);
  if (!mailbox.ok) return stopped({ mailbox: mailboxStateOf(mailbox.failure) }, mailbox.failure);
  const folder = await settleFolder(run, mailbox.value);
  if (!folder.ok) {
    const state = folderStateOf(folder.failure);
    return stopped(
      state === null ? { mailbox: mailboxStateOf(folder.failure) } : { mailbox: 'FOUND', folder: state },
      folder.failure,
    );
  }
  const found = { mailboxId: mailbox.value, folderId: folder.value, folderWasChecked: true };
  return { kind: 'ready', run: { ...run, ...found } };
}

/**
 * The mailbox is pinned by its object id at first sight; an address that later leads elsewhere is refused, never
 * followed.
 */
export async function pinMailbox(run: Pick<Run, 'services' | 'user' | 'scope'>): Promise<Outcome<MailboxId>> {
  const found = await run.services.exchange.findMailbox(run.user.email);
  if (!found.ok) return found;
  const pinned = run.scope.mailboxId;
  if (pinned !== null && pinned !== found.value.mailboxId)
    return failed({ class: 'conflict', code: 'MAILBOX_CHANGED' });
  const probe = await run.services.exchange.probeMailbox(found.value.mailboxId);
  if (!probe.ok) return probe;
  return success(found.value.mailboxId);
}

async function settleFolder(run: Run, mailbox: MailboxId): Promise<Outcome<FolderId>> {
  const { exchange } = run.services;
  const named = await exchange.findFolders(mailbox, syncFolderName);
  if (!named.ok) return named;
  const known = run.scope.folderId;
  if (named.value.length > 1) return failed({ class: 'conflict', code: 'FOLDER_DUPLICATE' });
  const only = named.value[0];
  if (known !== null) {
    if (only?.id === known) return success(known);
    return failed({ class: 'notFound', code: await whereIsFolder(run, mailbox, known) });
  }
  if (only !== undefined) return success(only.id);
  const stop = run.services.writes.whyNot();
  if (stop !== null) return failed({ class: 'permission', code: stop });
  const made = await exchange.createFolder(mailbox, syncFolderName);
  if (made.ok) return success(made.value.id);
  if (made.failure.class !== 'conflict') return made;
  // Somebody, perhaps an earlier attempt of ours, was quicker: adopt it.
  const again = await exchange.findFolders(mailbox, syncFolderName);
  if (!again.ok) return again;
  const adopted = again.value[0];
  return adopted === undefined ? made : success(adopted.id);
}

async function whereIsFolder(run: Run, mailbox: MailboxId, folder: FolderId): Promise<string> {
  const found = await run.services.exchange.readFolder(mailbox, folder);
  if (!found.ok) return found.failure.class === 'notFound' ? 'FOLDER_MISSING' : found.failure.code;
  return found.value.displayName === syncFolderName ? 'FOLDER_MOVED' : 'FOLDER_RENAMED';
}

/**
 * The folder as a run met it on its way: null = ours still. Where it was moved to is found out by the next full look.
 */
export function folderFailure(run: ReadyRun, folder: Outcome<ContactFolder>): Failure | null {
  if (!folder.ok)
    return folder.failure.class === 'notFound' ? { class: 'notFound', code: 'FOLDER_MISSING' } : folder.failure;
  const isOurs = folder.value.id === run.folderId && folder.value.displayName === syncFolderName;
  return isOurs ? null : { class: 'notFound', code: 'FOLDER_RENAMED' };
}

export function folderStateOf(failure: Failure): string | null {
  return failure.code.startsWith('FOLDER_') ? failure.code.slice('FOLDER_'.length) : null;
}

export function mailboxStateOf(failure: Failure): string {
  switch (failure.code) {
    case 'MAILBOX_NOT_FOUND':
      return 'NOT_FOUND';
    case 'MAILBOX_NO_ACCESS':
      return 'NO_ACCESS';
    case 'MAILBOX_NOT_IN_CLOUD':
      return 'ON_PREMISES';
    case 'MAILBOX_CHANGED':
      return 'CHANGED';
    case 'DUPLICATE_EMAIL':
      return 'DUPLICATE_EMAIL';
    default:
      return failure.class === 'permission' ? 'NO_ACCESS' : 'NOT_LOOKED_UP_YET';
  }
}

function stopped(evidence: Partial<ScopeEvidence>, failure: Failure): Prepared {
  return { kind: 'stop', stop: { evidence, failure } };
}
