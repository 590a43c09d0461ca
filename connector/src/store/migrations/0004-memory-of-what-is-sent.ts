// What is sent is written down before it is sent, for every kind of write: `sent` takes the place of `intent`, which
// knew creates and no values. Never changed once released. What a column means stands in ../postgres/tables.ts. A
// create that was begun before moves over: it says of no field what was sent, and is looked up all the same.
import { type Kysely, sql } from 'kysely';

/** Ids of Salesforce were packed like those of Exchange: as text, or in one of the two kinds of base64. */
const salesforceId = `case get_byte(source_id, 0)
  when 0 then convert_from(substring(source_id from 2), 'UTF8')
  when 1 then rtrim(translate(encode(substring(source_id from 2), 'base64'), '+/', '-_'), '=')
  else encode(substring(source_id from 2), 'base64') end`;

const statements = [
  `create type sent_kind as enum ('create', 'update', 'delete')`,
  `create table sent (
    link_id bigint,
    begun_at_ms bigint not null,
    written bigint not null,
    person_no integer not null references scope,
    object sync_object not null,
    side side not null,
    kind sent_kind not null,
    attempt smallint not null,
    form_version smallint not null,
    is_spent boolean not null,
    sent_id text not null,
    salesforce_id text collate "C",
    exchange_id bytea,
    memory_key bytea not null,
    base_version bytea not null,
    sent bytea not null,
    source bytea not null,
    primary key (person_no, sent_id)
  )`,
  // The record it is made from gives the memory its key.
  `insert into sent (begun_at_ms, written, person_no, object, side, kind, attempt, form_version, is_spent, sent_id,
    salesforce_id, exchange_id, memory_key, base_version, sent, source)
  select begun_at_ms, 0, person_no, 'Contact', side, 'create', least(attempt, 32767), 1, false, intent_id,
    case when side = 'exchange' then ${salesforceId} end,
    case when side = 'salesforce' then source_id end,
    source_id, '\\x01'::bytea, ''::bytea, ''::bytea
  from intent`,
  `drop table intent`,
  // The second of Salesforce's answer to our last write, until a commit has settled the record: what it says up to
  // then is our write as the org keeps it.
  `alter table link add column salesforce_written_at_ms bigint`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
