// Contact folders of a mailbox: found by name, read by id, made. Folder ids stay the same for good; names and places
// are the person's to change.
import { failed, success, type Outcome } from '../core/failure.js';
import type { FolderId, MailboxId } from '../core/model.js';
import type { ContactFolder, ExchangePort } from '../ports/exchange.js';
import type { GraphAnswer } from './answer.js';
import type { Graph } from './client.js';
import { literal, option, valueOf } from './odata.js';
import { foreignLink, linkOf } from './page-links.js';
import { pathIn } from './paths.js';

const select = '$select=id,displayName,parentFolderId';
const route = '/users/{user}/contactFolders';
const target = 'item';
const pagesMax = 10;

export function folderCalls(graph: Graph): Pick<ExchangePort, 'findFolders' | 'readFolder' | 'createFolder'> {
  return {
    // Graph lists the folders directly under Contacts, and never Contacts itself (Microsoft Learn, "Known issues").
    findFolders: async (mailbox, displayName) => {
      const found: ContactFolder[] = [];
      const filter = option('$filter', `displayName eq ${literal(displayName)}`);
      let path = `${pathIn(mailbox, 'contactFolders')}?${filter}&${select}&$top=100`;
      for (let page = 0; page < pagesMax; page += 1) {
        const answer = await graph.send({ method: 'GET', path, route, mailbox, target });
        if (!answer.ok) return answer;
        found.push(...valueOf<ContactFolder>(answer.value));
        const next = linkOf(answer.value, '@odata.nextLink', graph.graphUrl);
        if (next.kind === 'none') return success(found);
        if (next.kind === 'foreign') return foreignLink;
        path = next.link;
      }
      return failed({ class: 'tooLarge', code: 'TOO_MANY_FOLDERS' });
    },

    readFolder: async (mailbox, folder) => {
      const path = readFolderPath(mailbox, folder);
      return folderIn(await graph.send({ method: 'GET', path, route: `${route}/{folder}`, mailbox, target }));
    },

    // Class `conflict` when a folder of this name is there already, perhaps from an attempt whose answer was lost: look
    // it up.
    createFolder: async (mailbox, displayName) => {
      const path = pathIn(mailbox, 'contactFolders');
      return folderIn(await graph.send({ method: 'POST', path, route, mailbox, target, body: { displayName } }));
    },
  };
}

export function readFolderPath(mailbox: MailboxId, folder: FolderId): string {
  return `${pathIn(mailbox, 'contactFolders', folder)}?${select}`;
}

export function folderIn(answer: Outcome<GraphAnswer>): Outcome<ContactFolder> {
  if (!answer.ok) return answer;
  const { id, displayName, parentFolderId } = (answer.value.body ?? {}) as Partial<ContactFolder>;
  if (id === undefined || displayName === undefined || parentFolderId === undefined) {
    return failed({ class: 'transient', code: 'UNREADABLE_ANSWER' });
  }
  return success({ id, displayName, parentFolderId });
}
