// The org as the connector uses it: puts the parts of this folder together behind the port. Reading order: tokens,
// client, queries, collections.
import { failed, success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { OrgId, PersonId } from '../core/model.js';
import { longId } from '../core/text/salesforce-id.js';
import type { Log } from '../log.js';
import type { ClockPort } from '../ports/clock.js';
import type { OrgPort } from '../ports/salesforce.js';
import { createWire } from '../wire/wire.js';
import type { ApiUsage, Client } from './client.js';
import { Managers } from './system/permissions.js';
import { createPersonOrg } from './person-org.js';
import { poll } from './system/poll.js';
import { PollAccess } from './system/poll-access.js';
import { upsertIssues, upsertStatus } from './system/reports.js';
import { updateRequests } from './system/requests.js';
import { createSessions } from './sessions.js';
import { beat } from './system/system.js';
import { createTokenSource } from './tokens.js';
import { lookUpContacts, readUsers } from './system/users.js';

export interface SalesforceOptions {
  /** `https://login.salesforce.com`, `https://test.salesforce.com` or the My Domain of the org; see `audienceOf`. */
  readonly loginUrl: string;
  readonly clientId: string;
  /** PEM. Throws when it is no private key: config.ts looks first. */
  readonly privateKey: string;
  /** Username of the integration user. */
  readonly integrationUser: string;
  readonly proxyUrl: string | null;
  readonly clock: ClockPort;
  readonly log: Pick<Log, 'debug'>;
  /** Milliseconds for one call, answer included. */
  readonly requestTimeoutMs?: number;
}

export interface Salesforce extends OrgPort {
  /** Ends all connections, after the answers that are under way. */
  close(): Promise<void>;
}

export function createSalesforce(options: SalesforceOptions): Salesforce {
  const { clock, log } = options;
  const wire = createWire({
    proxyUrl: options.proxyUrl,
    timeoutMs: options.requestTimeoutMs ?? limits.requestTimeoutMs,
    connections: limits.salesforceConnectionsMax,
  });
  const usage: ApiUsage = { used: 0, limit: 0 };
  const tokens = createTokenSource(options, wire, clock);
  const sessions = createSessions({ wire, tokens, clock, usage, log });
  const client = (): Client => sessions.get(options.integrationUser).client;
  const managers = new Managers(client);
  const access = new PollAccess();
  return {
    readOrganization: () => readOrganization(client()),
    actAs: (user) => createPersonOrg(sessions, user),
    poll: (cursors, include) => poll(client(), cursors, include, { usage, access }),
    beat: (heartbeat) => beat(client(), heartbeat),
    readUsers: (select) => readUsers(client(), select),
    whoMayManage: (users) => managers.among(users),
    lookUpContacts: (ids) => lookUpContacts(client(), ids),
    updateRequests: (updates) => updateRequests(client(), updates),
    upsertStatus: (rows) => upsertStatus(client(), rows),
    upsertIssues: (rows) => upsertIssues(client(), rows),
    close: () => wire.close(),
  };
}

async function readOrganization(
  client: Client,
): Promise<Outcome<{ readonly orgId: OrgId; readonly userId: PersonId }>> {
  const answer = await client.call({ method: 'GET', path: '/services/oauth2/userinfo', isWrite: false });
  if (!answer.ok) return answer;
  const { organization_id: org, user_id: user } = (answer.value.body ?? {}) as Record<string, unknown>;
  const orgId = typeof org === 'string' ? longId(org) : null;
  const userId = typeof user === 'string' ? longId(user) : null;
  if (orgId === null || userId === null) return failed({ class: 'transient', code: 'UNEXPECTED_ANSWER' });
  return success({ orgId: orgId as OrgId, userId: userId as PersonId });
}
