// Requests that were taken, each once, by whichever process was first; and which installation this database belongs to.
import type { OrgId } from '../../core/model.js';
import type { Installation } from '../../ports/store.js';
import type { Db } from '../postgres/tables.js';

export async function claimRequest(db: Db, requestId: string, nowMs: number): Promise<boolean> {
  const inserted = await db
    .insertInto('request_claim')
    .values({ request_id: requestId, claimed_at_ms: nowMs, finished_at_ms: null })
    .onConflict((conflict) => conflict.column('request_id').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function openRequests(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('request_claim')
    .select('request_id')
    .where('finished_at_ms', 'is', null)
    .orderBy('claimed_at_ms')
    .orderBy('request_id')
    .execute();
  return rows.map((row) => row.request_id);
}

export async function finishRequest(db: Db, requestId: string, nowMs: number): Promise<void> {
  await db
    .updateTable('request_claim')
    .set({ finished_at_ms: nowMs })
    .where('request_id', '=', requestId)
    .where('finished_at_ms', 'is', null)
    .execute();
}

export async function readInstallation(db: Db): Promise<Installation | null> {
  const row = await db.selectFrom('installation').selectAll().executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.installation_id,
    orgId: row.org_id as OrgId,
    tenantId: row.tenant_id,
    hashKeyFingerprint: row.hash_key_fingerprint,
  };
}

/** The first one to write wins; answers the one that stands. */
export async function writeInstallation(db: Db, installation: Installation): Promise<Installation> {
  await db
    .insertInto('installation')
    .values({
      installation_id: installation.id,
      org_id: installation.orgId,
      tenant_id: installation.tenantId,
      hash_key_fingerprint: installation.hashKeyFingerprint,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await readInstallation(db)) ?? installation;
}
