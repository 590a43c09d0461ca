// Makes, adopts or checks the folder. What is wrong stops this person only, with a code. Nothing is deleted because a
// folder was renamed, moved or removed (docs/status.md).
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import type { FolderId, MailboxId } from '../../core/model.js';
import type { ContactFolder } from '../../ports/exchange.js';
import { locate } from '../part/mailbox.js';
import { trailEntry } from '../part/trail.js';
import { commit } from '../part/commit.js';
import type { ContactRun, ReadyRun } from './context.js';

const syncFolderName = 'Salesforce_Sync';

/** `check` = look at mailbox and folder even though both are known. */
export async function locateFolder(run: ContactRun, check: boolean): Promise<Outcome<ReadyRun>> {
  return locate(run, check, (mailbox, known: FolderId | null) => findFolder(run, mailbox, known));
}

async function findFolder(run: ContactRun, mailbox: MailboxId, known: FolderId | null): Promise<Outcome<FolderId>> {
  const { exchange } = run.services;
  const named = await exchange.findFolders(mailbox, syncFolderName);
  if (!named.ok) return named;
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
  if (made.ok) {
    const { id } = made.value;
    const written = { side: 'exchange', kind: 'create', recordId: id, fields: [], reason: 'FOLDER_MADE' } as const;
    await commit(run, { trail: [trailEntry(run, written)] });
    return success(id);
  }
  if (made.failure.class !== 'conflict') return made;
  // Somebody, perhaps an earlier attempt of ours, was quicker: adopt it.
  const again = await exchange.findFolders(mailbox, syncFolderName);
  if (!again.ok) return again;
  const adopted = again.value[0];
  return adopted === undefined ? made : success(adopted.id);
}

async function whereIsFolder(run: ContactRun, mailbox: MailboxId, folder: FolderId): Promise<string> {
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
  const isOurs = folder.value.id === run.placeId && folder.value.displayName === syncFolderName;
  return isOurs ? null : { class: 'notFound', code: 'FOLDER_RENAMED' };
}
