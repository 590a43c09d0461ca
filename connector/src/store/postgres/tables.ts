// The tables as Kysely sees them. Ids, keyed hashes, codes, numbers and times only: test/contract/store.schema.test.ts
// lists every column that could hold a text and says why it holds none of a person's. Times are milliseconds since
// 1970. Made in migrations/.
import type { Generated, Kysely } from 'kysely';
import type { LinkState } from '../../core/link.js';
import type { Side, SyncObject } from '../../core/model.js';
import type { SentRow } from '../../core/sent/row.js';
import type { FolderState, MailboxState, PartState, PersonState } from '../../core/status.js';
import type { SalesforceChange } from '../../ports/salesforce.js';

export type Db = Kysely<Tables>;

export interface Tables {
  installation: InstallationTable;
  scope: ScopeTable;
  scope_part: ScopePartTable;
  link: LinkTable;
  meeting: MeetingTable;
  sent: SentTable;
  finding: FindingTable;
  write_trail: WriteTrailTable;
  create_claim: CreateClaimTable;
  request_claim: RequestClaimTable;
  change_log: ChangeLogTable;
  change_cursor: ChangeCursorTable;
  salesforce_change: SalesforceChangeTable;
}

interface InstallationTable {
  installation_id: string;
  org_id: string;
  tenant_id: string;
  hash_key_fingerprint: string;
}

export interface ScopeTable {
  /** Stands for the person in all other tables. */
  person_no: Generated<number>;
  person: string;
  mailbox_id: string | null;
  due_at_ms: number | null;
  priority: number;
  /** What was asked for while a run was open; `endRun` honours it. */
  woken_at_ms: number | null;
  woken_priority: number | null;
  run_no: number;
  lease_until_ms: number | null;
  mailbox_state: MailboxState;
  person_state: PersonState;
  folder_state: FolderState;
  /** Both null: the org was told nothing yet. */
  reported_digest: string | null;
  reported_issues: readonly string[] | null;
}

/** One row for each person and object. */
export interface ScopePartTable {
  listed_at_ms: number | null;
  change_seq: number;
  place_checked_at_ms: number | null;
  last_success_ms: number | null;
  progress: number;
  person_no: number;
  object: SyncObject;
  is_recheck: boolean;
  state: PartState;
  cursor: string | null;
  place_id: string | null;
  settings_hash: string | null;
  access_mask: string | null;
  missing_permissions: readonly string[];
}

/** Links of every object; `link_details` demands of each row the details of its object, and no others. */
export interface LinkTable {
  link_id: Generated<number>;
  /** Of the event as last seen. */
  starts_at_ms: number | null;
  ends_at_ms: number | null;
  person_no: number;
  object: SyncObject;
  state: LinkState;
  form_version: number;
  was_in_reach: boolean | null;
  is_stamped: boolean | null;
  salesforce_id: string;
  account_id: string | null;
  /** 32 bytes. */
  meeting_key: Uint8Array | null;
  /** Packed, like every version and every Graph id here: see packed.ts. */
  memory_key: Uint8Array;
  salesforce_version: Uint8Array;
  exchange_id: Uint8Array;
  exchange_version: Uint8Array;
  salesforce_settled: Uint8Array;
  exchange_settled: Uint8Array;
  /** Second of the answer to our last write to Salesforce; null: settled since. */
  salesforce_written_at_ms: number | null;
}

/** Whose a meeting is. */
interface MeetingTable {
  /** When the create was begun; null when it has come to an end. */
  begun_at_ms: number | null;
  person_no: number;
  meeting_key: Uint8Array;
  exchange_id: Uint8Array;
}

/** Writes whose end is not known, and those of a day that were found not carried out. See core/sent/row.ts. */
export interface SentTable {
  link_id: number | null;
  begun_at_ms: number;
  /** A bit for each field. */
  written: number;
  person_no: number;
  object: SyncObject;
  side: Side;
  kind: SentRow['kind'];
  attempt: number;
  form_version: number;
  is_spent: boolean;
  sent_id: string;
  salesforce_id: string | null;
  exchange_id: Uint8Array | null;
  memory_key: Uint8Array;
  base_version: Uint8Array;
  /** Hashes of the fields that it says anything of: see packed.ts. */
  sent: Uint8Array;
  source: Uint8Array;
}

export interface FindingTable {
  person_no: number;
  object: SyncObject;
  side: Side;
  item_id: Uint8Array;
  reason: string;
  fields: string[];
  first_at_ms: number;
  last_at_ms: number;
  attempts: number;
  retry_at_ms: number | null;
  version: Uint8Array;
  match_keys: string[];
}

interface WriteTrailTable {
  entry_id: Generated<number>;
  person_no: number;
  at_ms: number;
  run_no: number;
  asked_by: string | null;
  object: SyncObject;
  side: Side;
  kind: 'create' | 'update' | 'delete' | 'stamp';
  record_id: Uint8Array;
  fields: string[];
  reason: string;
}

interface CreateClaimTable {
  email_hash: string;
  person_no: number;
  until_ms: number;
}

interface RequestClaimTable {
  request_id: string;
  claimed_at_ms: number;
  finished_at_ms: number | null;
}

/** One row. Whoever adds changes locks it, so that numbers become visible in their order. */
interface ChangeLogTable {
  last_seq: number;
}

interface ChangeCursorTable {
  object: SalesforceChange['object'];
  modified_at_ms: number;
  record_id: string;
}

export interface SalesforceChangeTable {
  seq: number;
  object: SalesforceChange['object'];
  record_id: string;
  owner_id: string | null;
  account_id: string | null;
  is_deleted: boolean;
  master_id: string | null;
  modified_at_ms: number;
  seen_at_ms: number;
}
