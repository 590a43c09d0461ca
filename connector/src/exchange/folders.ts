// Contact folders of a mailbox: found by name, read by id, made. Folder ids stay the same for good; names and places
// are the person's to change.
import { failed, success, type Outcome } from '../core/failure.js';
import type { FolderId, MailboxId } from '../core/model.js';
import type { ContactFolder } from '../ports/exchange.js';
import type { GraphAnswer } from './answer.js';
import type { Graph } from './client.js';
import { literal, option, valueOf } from './odata.js';
import { foreignLink, linkOf } from './page-links.js';
import { folderPath, foldersPath } from './paths.js';

const select = '$select=id,displayName,parentFolderId';
const listRoute = '/users/{user}/contactFolders';
const pagesMax = 10;

/** Graph lists the folders directly under Contacts, and never Contacts itself (Microsoft Learn, "Known issues"). */
export async function findFolders(
  graph: Graph,
  mailbox: MailboxId,
  displayName: string,
): Promise<Outcome<readonly ContactFolder[]>> {
  const found: ContactFolder[] = [];
  const filter = option('$filter', `displayName eq ${literal(displayName)}`);
  let path = `${foldersPath(mailbox)}?${filter}&${select}&$top=100`;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await graph.send({ method: 'GET', path, route: listRoute, mailbox, target: 'item' });
    if (!answer.ok) return answer;
    found.push(...valueOf<ContactFolder>(answer.value));
    const next = linkOf(answer.value, '@odata.nextLink', graph.graphUrl);
    if (next.kind === 'none') return success(found);
    if (next.kind === 'foreign') return foreignLink;
    path = next.link;
  }
  return failed({ class: 'tooLarge', code: 'TOO_MANY_FOLDERS' });
}

export async function readFolder(graph: Graph, mailbox: MailboxId, folder: FolderId): Promise<Outcome<ContactFolder>> {
  const route = `${listRoute}/{folder}`;
  const path = readFolderPath(mailbox, folder);
  return folderIn(await graph.send({ method: 'GET', path, route, mailbox, target: 'item' }));
}

export function readFolderPath(mailbox: MailboxId, folder: FolderId): string {
  return `${folderPath(mailbox, folder)}?${select}`;
}

/**
 * Class `conflict` when a folder of this name is there already, perhaps from an attempt whose answer was lost: look it
 * up.
 */
export async function createFolder(
  graph: Graph,
  mailbox: MailboxId,
  displayName: string,
): Promise<Outcome<ContactFolder>> {
  const call = { path: foldersPath(mailbox), route: listRoute, mailbox, target: 'item' } as const;
  return folderIn(await graph.send({ method: 'POST', ...call, body: { displayName } }));
}

export function folderIn(answer: Outcome<GraphAnswer>): Outcome<ContactFolder> {
  if (!answer.ok) return answer;
  const { id, displayName, parentFolderId } = (answer.value.body ?? {}) as Partial<ContactFolder>;
  if (id === undefined || displayName === undefined || parentFolderId === undefined) {
    return failed({ class: 'transient', code: 'UNREADABLE_ANSWER' });
  }
  return success({ id, displayName, parentFolderId });
}
