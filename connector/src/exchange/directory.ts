// Who has an e-mail address, and whether that mailbox can be opened. Reads only ids and addresses, never names.
import { failed, success, type Outcome } from '../core/failure.js';
import type { MailboxId } from '../core/model.js';
import type { ExchangePort, FoundMailbox } from '../ports/exchange.js';
import type { Graph } from './client.js';
import { literal, option, valueOf } from './odata.js';
import { pathIn } from './paths.js';

interface DirectoryUser {
  readonly id: string;
  readonly mail?: string | null;
  readonly userPrincipalName?: string | null;
}

export function directoryCalls(graph: Graph): Pick<ExchangePort, 'findMailbox' | 'probeMailbox'> {
  return {
    // By mail or sign-in name, else by any further address of a user. `notFound` when nobody has it, `conflict` when
    // several have.
    findMailbox: async (address) => {
      const quoted = literal(address);
      const byMain = await findUsers(graph, `mail eq ${quoted} or userPrincipalName eq ${quoted}`);
      if (!byMain.ok || byMain.value.length > 0) return onlyOne(byMain);
      return onlyOne(await findUsers(graph, `proxyAddresses/any(p:p eq ${literal(`smtp:${address}`)})`));
    },

    // Failure codes MAILBOX_NO_ACCESS, MAILBOX_NOT_IN_CLOUD, MAILBOX_NOT_FOUND. Reading the mailbox' settings needs a
    // permission that contacts do not need; where it is missing the contact folders decide.
    probeMailbox: async (mailbox) => {
      const read = (part: string, query = '') => {
        const call = { path: pathIn(mailbox, part) + query, route: `/users/{user}/${part}`, mailbox } as const;
        return graph.send({ method: 'GET', ...call, target: 'mailbox' });
      };
      const settings = await read('mailboxSettings');
      if (settings.ok) return success(null);
      if (settings.failure.class !== 'permission' || settings.failure.code === 'MAILBOX_NOT_IN_CLOUD') return settings;
      const folders = await read('contactFolders', '?$top=1&$select=id');
      return folders.ok ? success(null) : folders;
    },
  };
}

async function findUsers(graph: Graph, filter: string): Promise<Outcome<readonly DirectoryUser[]>> {
  const path = `/users?${option('$filter', filter)}&$select=id,mail,userPrincipalName`;
  const mailbox = 'directory';
  const answer = await graph.send({ method: 'GET', path, route: '/users', mailbox, target: 'directory' });
  return answer.ok ? success(valueOf<DirectoryUser>(answer.value)) : answer;
}

function onlyOne(users: Outcome<readonly DirectoryUser[]>): Outcome<FoundMailbox> {
  if (!users.ok) return users;
  const [user, ...others] = users.value;
  if (user === undefined) return failed({ class: 'notFound', code: 'MAILBOX_NOT_FOUND' });
  if (others.length > 0) return failed({ class: 'conflict', code: 'DUPLICATE_EMAIL' });
  const address = (user.mail ?? user.userPrincipalName ?? '').toLowerCase();
  return success({ mailboxId: user.id as MailboxId, address });
}
