// Requests that were taken, each once, by whichever process was first; and which installation this database belongs to.
import { sql } from 'kysely';
import type { Installation, StorePort } from '../../ports/store.js';
import type { Db } from '../postgres/tables.js';

export function requestsOf(db: Db) {
  const readInstallation = async (): Promise<Installation | null> => {
    const { rows } = await sql<Installation>`
      select installation_id as id, org_id as "orgId", tenant_id as "tenantId",
        hash_key_fingerprint as "hashKeyFingerprint" from installation`.execute(db);
    return rows[0] ?? null;
  };
  return {
    readInstallation,
    /** The first one to write wins; answers the one that stands. */
    async writeInstallation(installation) {
      const { id, orgId, tenantId, hashKeyFingerprint } = installation;
      await sql`
        insert into installation (installation_id, org_id, tenant_id, hash_key_fingerprint)
        values (${id}, ${orgId}, ${tenantId}, ${hashKeyFingerprint}) on conflict do nothing`.execute(db);
      return (await readInstallation()) ?? installation;
    },
    async claimRequest(requestId, nowMs) {
      const inserted = await sql`
        insert into request_claim (request_id, claimed_at_ms) values (${requestId}, ${nowMs})
        on conflict (request_id) do nothing`.execute(db);
      return inserted.numAffectedRows === 1n;
    },
    async openRequests() {
      const { rows } = await sql<{ id: string }>`
        select request_id as id from request_claim where finished_at_ms is null
        order by claimed_at_ms, request_id`.execute(db);
      return rows.map((row) => row.id);
    },
    async finishRequest(requestId, nowMs) {
      await sql`
        update request_claim set finished_at_ms = ${nowMs}
        where request_id = ${requestId} and finished_at_ms is null`.execute(db);
    },
  } satisfies Partial<StorePort>;
}
