// Calendar events beside contacts. Never changed once released. What a column means stands in ../tables/. Rows that
// are there already are about contacts: they get that word, or the value of a new row, once. New rows have to say it,
// so no default stays behind. An event link must stay within 600 bytes on disk, hence the order: fixed widths first.
import { type Kysely, sql } from 'kysely';

const statements = [
  `create type sync_object as enum ('Contact', 'Event')`,
  `create type event_link_state as enum
    ('linked', 'forgotten', 'removedFromExchange', 'removedFromSalesforce', 'leftSelection')`,
  // In the transaction that adds it, PostgreSQL does not let the new value be used: nothing below may name it.
  `alter type salesforce_object add value 'Lead'`,

  `alter table scope
    add column calendar_id text,
    add column calendar_checked_at_ms bigint,
    add column event_cursor text,
    add column event_cursor_made_ms bigint,
    add column last_event_success_ms bigint,
    add column event_settings_fingerprint text,
    add column event_state text not null default 'NOT_STARTED',
    add column missing_event_permissions text[] not null default '{}',
    add column event_progress double precision not null default 0`,
  `alter table scope
    alter column event_state drop default,
    alter column missing_event_permissions drop default,
    alter column event_progress drop default`,

  // What is found out about a person's contacts and about their events never meets, not even under one id.
  `alter table finding add column object sync_object not null default 'Contact'`,
  `alter table finding
    alter column object drop default,
    drop constraint finding_pkey,
    add constraint finding_pkey primary key (person_no, object, side, item_id, reason)`,
  `drop index finding_reason`,
  `create index finding_reason on finding (person_no, object, reason, first_at_ms)`,
  `drop index finding_retry`,
  `create index finding_retry on finding (person_no, object, retry_at_ms) where retry_at_ms is not null`,

  `alter table write_trail add column object sync_object not null default 'Contact'`,
  `alter table write_trail alter column object drop default`,
  `drop index write_trail_count`,
  `create index write_trail_count on write_trail (person_no, object, side, kind, at_ms)`,

  // One row for each event of either side and a person, tombstones included. Deferrable as for links.
  `create table event_link (
    link_id bigint generated always as identity,
    starts_at_ms bigint not null,
    ends_at_ms bigint not null,
    person_no integer not null references scope,
    state event_link_state not null,
    form_version smallint not null,
    salesforce_id text collate "C" not null,
    meeting_key bytea not null,
    exchange_id bytea not null,
    exchange_version bytea not null,
    settled bytea not null,
    primary key (person_no, link_id),
    constraint event_link_salesforce unique (person_no, salesforce_id) deferrable initially immediate,
    constraint event_link_exchange unique (person_no, exchange_id) deferrable initially immediate
  )`,
  `create index event_link_state on event_link (person_no, state, ends_at_ms)`,
  `create index event_link_meeting on event_link (person_no, meeting_key)`,
  `create index event_link_ended on event_link (ends_at_ms)`,

  // One row for a meeting, whoever attends it.
  `create table meeting (
    begun_at_ms bigint,
    person_no integer not null references scope,
    meeting_key bytea primary key,
    exchange_id bytea not null
  )`,
  `create index meeting_open on meeting (person_no, begun_at_ms) where begun_at_ms is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
