// One frame for every object: one table of links, one row for each part of a person. Never changed once released. What
// a column means stands in ../tables/. Every row that is there moves over: nobody begins from the start. The
// order of the columns of `link` keeps it small: fixed widths first.
import { type Kysely, sql } from 'kysely';

/** A fingerprint was `<hash>:<mask>`; either may be missing. */
const hashOf = (column: string) => `nullif(split_part(${column}, ':', 1), '')`;

const parts = [
  `create table scope_part (
    listed_at_ms bigint,
    change_seq bigint not null,
    place_checked_at_ms bigint,
    last_success_ms bigint,
    progress double precision not null,
    person_no integer not null references scope,
    object sync_object not null,
    is_recheck boolean not null,
    state text not null,
    cursor text,
    place_id text,
    settings_hash text,
    access_mask text,
    missing_permissions text[] not null,
    primary key (person_no, object)
  )`,
  `insert into scope_part (person_no, object, cursor, listed_at_ms, change_seq, place_id, place_checked_at_ms,
    last_success_ms, settings_hash, access_mask, is_recheck, state, progress, missing_permissions)
  select person_no, 'Contact', contact_cursor, last_full_listing_ms, change_seq, folder_id, folder_checked_at_ms,
    last_success_ms, ${hashOf('settings_fingerprint')}, nullif(split_part(settings_fingerprint, ':', 2), ''), false,
    contact_state, progress, missing_permissions
  from scope`,
  // Masks of events have another format from now on. The word 'gained' in the place of the hash meant: look again.
  `insert into scope_part (person_no, object, cursor, listed_at_ms, change_seq, place_id, place_checked_at_ms,
    last_success_ms, settings_hash, access_mask, is_recheck, state, progress, missing_permissions)
  select person_no, 'Event', event_cursor, event_cursor_made_ms, 0, calendar_id, calendar_checked_at_ms,
    last_event_success_ms, nullif(${hashOf('event_settings_fingerprint')}, 'gained'), null,
    coalesce(${hashOf('event_settings_fingerprint')} = 'gained', false),
    event_state, event_progress, missing_event_permissions
  from scope`,
  // States are closed lists from now on. Any other word never was more than "nobody knows; look".
  `update scope_part set state = 'NOT_STARTED'
    where state not in ('NOT_STARTED', 'RUNNING', 'DONE', 'FAILED', 'HELD', 'PAUSED', 'STOPPED')`,
  `update scope set mailbox_state = 'NOT_LOOKED_UP_YET'
    where mailbox_state not in ('NOT_LOOKED_UP_YET', 'FOUND', 'DUPLICATE_EMAIL', 'NOT_FOUND', 'NO_ACCESS',
      'ON_PREMISES', 'CHANGED', 'DOMAIN_NOT_ALLOWED')`,
  // MISSING_PERMISSION is worked out from the parts.
  `update scope set person_state = 'OK'
    where person_state not in ('OK', 'INACTIVE', 'FROZEN', 'NO_CONFIGURATION', 'NOT_AUTHORISED')`,
  `update scope set folder_state = 'OK' where folder_state not in ('OK', 'RENAMED', 'MOVED', 'MISSING', 'DUPLICATE')`,
  `alter table scope
    drop column folder_id,
    drop column contact_cursor,
    drop column change_seq,
    drop column last_full_listing_ms,
    drop column folder_checked_at_ms,
    drop column last_success_ms,
    drop column settings_fingerprint,
    drop column contact_state,
    drop column missing_permissions,
    drop column progress,
    drop column calendar_id,
    drop column calendar_checked_at_ms,
    drop column event_cursor,
    drop column event_cursor_made_ms,
    drop column last_event_success_ms,
    drop column event_settings_fingerprint,
    drop column event_state,
    drop column missing_event_permissions,
    drop column event_progress`,
];

/** The digest and the keys of issues stood in one JSON text. What cannot be read was not told: it is told again. */
const told = [
  `create function as_json(given text) returns jsonb language plpgsql as
    $$ begin return given::jsonb; exception when others then return null; end $$`,
  `alter table scope add column reported_issues text[]`,
  `update scope set
    reported_digest = told.json ->> 'digest',
    reported_issues = array(select jsonb_array_elements_text(told.json -> 'issueKeys'))
  from (
    select person_no, as_json(reported_digest) as json from scope where reported_digest is not null
  ) as told
  where scope.person_no = told.person_no
    and jsonb_typeof(told.json -> 'digest') = 'string'
    and jsonb_typeof(told.json -> 'issueKeys') = 'array'
    and not jsonb_path_exists(told.json, '$.issueKeys[*] ? (@.type() != "string")')`,
  `drop function as_json(text)`,
  `update scope set reported_digest = null where reported_issues is null`,
  `alter table scope add constraint scope_told check ((reported_digest is null) = (reported_issues is null))`,
];

const emptyText = `'\\x01'::bytea`;
const nothing = `''::bytea`;

const links = [
  // A type of its own: PostgreSQL lets no transaction use a value that it has added to a type.
  `alter type link_state rename to link_state_before`,
  `create type link_state as enum ('linked', 'made', 'forgotten', 'movedOut', 'removedFromExchange',
    'removedFromSalesforce', 'leftReach', 'leftSelection')`,
  `alter table link rename to link_before`,

  // One row for each record of either side and a person, tombstones included. Deferrable as before.
  `create table link (
    link_id bigint generated always as identity,
    starts_at_ms bigint,
    ends_at_ms bigint,
    person_no integer not null references scope,
    object sync_object not null,
    state link_state not null,
    form_version smallint not null,
    was_in_reach boolean,
    is_stamped boolean,
    salesforce_id text collate "C" not null,
    account_id text collate "C",
    meeting_key bytea,
    memory_key bytea not null,
    salesforce_version bytea not null,
    exchange_id bytea not null,
    exchange_version bytea not null,
    salesforce_settled bytea not null,
    exchange_settled bytea not null,
    constraint link_details check (
      case object
        when 'Contact' then was_in_reach is not null and is_stamped is not null
          and meeting_key is null and starts_at_ms is null and ends_at_ms is null
        when 'Event' then meeting_key is not null and starts_at_ms is not null and ends_at_ms is not null
          and was_in_reach is null and is_stamped is null and account_id is null
      end
    )
  )`,
  // Links of contacts keep their numbers: a process of the version before may still remove one by it.
  `insert into link (link_id, person_no, object, state, form_version, was_in_reach, is_stamped, salesforce_id,
    account_id, memory_key, salesforce_version, exchange_id, exchange_version, salesforce_settled, exchange_settled)
  overriding system value
  select link_id, person_no, 'Contact', state::text::link_state, form_version, was_in_scope, is_stamped, salesforce_id,
    account_id, exchange_id, salesforce_version, exchange_id, exchange_version, salesforce_settled, exchange_settled
  from link_before order by link_id`,
  `select setval(pg_get_serial_sequence('link', 'link_id'), coalesce(max(link_id), 0) + 1, false) from link`,
  // Version 0 said: made by us and never settled.
  `insert into link (starts_at_ms, ends_at_ms, person_no, object, state, form_version, salesforce_id, meeting_key,
    memory_key, salesforce_version, exchange_id, exchange_version, salesforce_settled, exchange_settled)
  select starts_at_ms, ends_at_ms, person_no, 'Event',
    case when form_version = 0 and state = 'linked' then 'made' else state::text end::link_state,
    greatest(form_version, 1::smallint), salesforce_id, meeting_key,
    exchange_id, ${emptyText}, exchange_id, exchange_version, ${nothing}, settled
  from event_link order by link_id`,
  `drop table link_before`,
  `drop type link_state_before`,
  `drop table event_link`,
  `drop type event_link_state`,

  `alter table link
    add constraint link_pkey primary key (person_no, object, link_id),
    add constraint link_salesforce unique (salesforce_id, person_no, object) deferrable initially immediate,
    add constraint link_exchange unique (person_no, object, exchange_id) deferrable initially immediate`,
  `create index link_state on link (person_no, object, state, ends_at_ms)`,
  `create index link_account on link (account_id, person_no) where account_id is not null`,
  `create index link_unstamped on link (person_no, object, link_id)
    where state in ('linked', 'made') and not is_stamped`,
  `create index link_meeting on link (person_no, meeting_key) where meeting_key is not null`,
  `create index link_ended on link (ends_at_ms) where ends_at_ms is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...parts, ...told, ...links]) await sql.raw(statement).execute(db);
}
