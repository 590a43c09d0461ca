// The first tables. Never changed once released: what changes later is a further migration. What a column means stands
// in ../tables/. A link must stay within 600 bytes on disk (docs/architecture.md), hence the order: fixed widths
// first, so that nothing is padded.
import { type Kysely, sql } from 'kysely';

const statements = [
  `create type side as enum ('salesforce', 'exchange')`,
  `create type link_state as enum
    ('linked', 'forgotten', 'movedOut', 'removedFromExchange', 'removedFromSalesforce', 'leftReach')`,
  `create type write_kind as enum ('create', 'update', 'delete', 'stamp')`,
  `create type salesforce_object as enum ('Contact', 'Account', 'User')`,

  `create table installation (
    is_only boolean primary key default true check (is_only),
    installation_id text not null,
    org_id text not null,
    tenant_id text not null,
    hash_key_fingerprint text not null
  )`,

  `create table scope (
    person_no integer generated always as identity primary key,
    person text collate "C" not null unique,
    mailbox_id text,
    folder_id text,
    due_at_ms bigint,
    priority smallint not null,
    woken_at_ms bigint,
    woken_priority smallint,
    run_no integer not null,
    lease_until_ms bigint,
    contact_cursor text,
    change_seq bigint not null,
    last_full_listing_ms bigint,
    folder_checked_at_ms bigint,
    last_success_ms bigint,
    settings_fingerprint text,
    mailbox_state text not null,
    person_state text not null,
    folder_state text not null,
    contact_state text not null,
    missing_permissions text[] not null,
    progress double precision not null,
    reported_digest text
  )`,
  `create index scope_due on scope (due_at_ms) where due_at_ms is not null`,

  // One row for each Salesforce contact and for each Exchange contact of a person, tombstones included. Deferrable
  // means here: judged after the whole statement, so that one statement may let two links change partners.
  `create table link (
    link_id bigint generated always as identity,
    person_no integer not null references scope,
    state link_state not null,
    form_version smallint not null,
    was_in_scope boolean not null,
    is_stamped boolean not null,
    salesforce_id text collate "C" not null,
    account_id text collate "C",
    salesforce_version bytea not null,
    exchange_id bytea not null,
    exchange_version bytea not null,
    salesforce_settled bytea not null,
    exchange_settled bytea not null,
    primary key (person_no, link_id),
    constraint link_salesforce unique (salesforce_id, person_no) deferrable initially immediate,
    constraint link_exchange unique (person_no, exchange_id) deferrable initially immediate
  )`,
  `create index link_account on link (account_id, person_no) where account_id is not null`,
  `create index link_state_count on link (person_no, state)`,
  `create index link_unstamped on link (person_no, link_id) where state = 'linked' and not is_stamped`,

  `create table intent (
    person_no integer not null references scope,
    intent_id text collate "C" not null,
    side side not null,
    source_id bytea not null,
    attempt integer not null,
    begun_at_ms bigint not null,
    primary key (person_no, intent_id),
    constraint intent_source unique (person_no, side, source_id)
  )`,

  `create table finding (
    person_no integer not null references scope,
    side side not null,
    item_id bytea not null,
    reason text collate "C" not null,
    fields text[] not null,
    first_at_ms bigint not null,
    last_at_ms bigint not null,
    attempts integer not null,
    retry_at_ms bigint,
    version bytea not null,
    match_keys text[] not null,
    primary key (person_no, side, item_id, reason)
  )`,
  `create index finding_reason on finding (person_no, reason, first_at_ms)`,
  `create index finding_retry on finding (person_no, retry_at_ms) where retry_at_ms is not null`,
  `create index finding_match_keys on finding using gin (match_keys) where match_keys <> '{}'`,

  `create table write_trail (
    entry_id bigint generated always as identity primary key,
    person_no integer not null references scope,
    at_ms bigint not null,
    run_no integer not null,
    asked_by text,
    side side not null,
    kind write_kind not null,
    record_id bytea not null,
    fields text[] not null,
    reason text not null
  )`,
  `create index write_trail_count on write_trail (person_no, side, kind, at_ms)`,

  `create table create_claim (
    email_hash text collate "C" primary key,
    person_no integer not null references scope,
    until_ms bigint not null
  )`,
  `create index create_claim_until on create_claim (until_ms)`,

  `create table request_claim (
    request_id text collate "C" primary key,
    claimed_at_ms bigint not null,
    finished_at_ms bigint
  )`,
  `create index request_claim_open on request_claim (claimed_at_ms) where finished_at_ms is null`,

  `create table change_log (
    is_only boolean primary key default true check (is_only),
    last_seq bigint not null
  )`,
  `insert into change_log (last_seq) values (0)`,
  `create table change_cursor (
    object salesforce_object primary key,
    modified_at_ms bigint not null,
    record_id text not null
  )`,
  `create table salesforce_change (
    seq bigint primary key,
    object salesforce_object not null,
    record_id text collate "C" not null,
    owner_id text,
    account_id text,
    is_deleted boolean not null,
    master_id text,
    modified_at_ms bigint not null,
    seen_at_ms bigint not null,
    constraint salesforce_change_once unique (object, record_id, modified_at_ms)
  )`,
  `create index salesforce_change_seen on salesforce_change (seen_at_ms)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
