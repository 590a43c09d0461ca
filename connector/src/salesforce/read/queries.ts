// Asking: one query, several at once in a Composite call, and the pages that follow. Never cuts a result off without a
// word.
import { BrokenAssumption, failed, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { RowPage, SalesforceRow } from '../../ports/salesforce.js';
import type { Client } from '../client.js';
import { failureOfAnswer, foreignErrors } from '../errors.js';
import { and, encodeQuery, packQueries, select } from './soql.js';
import { dataPath } from '../version.js';

export interface QueryText {
  readonly soql: string;
  /** Deleted and merged records too. */
  readonly isWithDeleted?: boolean;
}

/** Records of which a field has one of many values. */
export interface ValueQuestion {
  readonly fields: readonly string[];
  readonly object: string;
  readonly field: string;
  readonly literals: readonly string[];
  /** A further condition. */
  readonly where?: string;
  readonly isWithDeleted?: boolean;
}

/** A request on one record: any number of them fits beside the queries of a Composite call (25 in all). */
export interface CompositePart {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface CompositeAnswer {
  /** One per part, in order: the body of its answer. */
  readonly before: readonly Outcome<unknown>[];
  /** One per query, in order. */
  readonly pages: readonly Outcome<RowPage>[];
  readonly serverTimeMs: number | null;
}

/** The first page. */
export async function queryPage(client: Client, query: QueryText): Promise<Outcome<RowPage>> {
  return readPage(client, pathOf(query));
}

/** The page that `next` of an earlier page names. */
export async function nextPage(client: Client, next: string): Promise<Outcome<RowPage>> {
  if (!/^\/services\/data\/v[0-9.]+\/query(All)?\/[A-Za-z0-9-]+$/.test(next))
    throw new BrokenAssumption('NOT_A_QUERY_LOCATOR');
  return readPage(client, next);
}

async function readPage(client: Client, path: string): Promise<Outcome<RowPage>> {
  const answer = await client.call({ method: 'GET', path, isWrite: false });
  return answer.ok ? pageOf(answer.value.body) : answer;
}

/**
 * Up to five queries as one call, after other parts. An answer of its own for each: one refused query says nothing
 * about the others. Parts that write must stand being written twice.
 */
export async function compositeQueries(
  client: Client,
  queries: readonly QueryText[],
  before: readonly CompositePart[] = [],
): Promise<Outcome<CompositeAnswer>> {
  if (queries.length > limits.salesforceCompositeQueries) throw new BrokenAssumption('TOO_MANY_QUERIES_IN_COMPOSITE');
  const asked = [...before, ...queries.map((query): CompositePart => ({ method: 'GET', path: pathOf(query) }))];
  const compositeRequest = asked.map(({ path: url, ...part }, index) => ({ ...part, url, referenceId: `q${index}` }));
  const body = { allOrNone: false, compositeRequest };
  const answer = await client.call({ method: 'POST', path: `${dataPath}/composite`, body, isWrite: false });
  if (!answer.ok) return answer;
  const parts = (answer.value.body as { compositeResponse?: readonly SubAnswer[] } | null)?.compositeResponse;
  if (!Array.isArray(parts) || parts.length !== asked.length) return unexpected();
  const outcomes = (parts as readonly SubAnswer[]).map((part) => subAnswer(part, client.nowMs()));
  return success({
    before: outcomes.slice(0, before.length),
    pages: outcomes.slice(before.length).map((outcome) => (outcome.ok ? pageOf(outcome.value) : outcome)),
    serverTimeMs: answer.value.serverTimeMs,
  });
}

/** All rows of all queries, five to a call, further pages followed. The first failure ends it. */
export async function queryAllRows(
  client: Client,
  queries: readonly QueryText[],
): Promise<Outcome<readonly SalesforceRow[]>> {
  const rows: SalesforceRow[] = [];
  for (let at = 0; at < queries.length; at += limits.salesforceCompositeQueries) {
    const together = queries.slice(at, at + limits.salesforceCompositeQueries);
    const pages = await firstPages(client, together);
    if (!pages.ok) return pages;
    for (const page of pages.value) {
      const all = page.ok ? await allRows(client, page.value) : page;
      if (!all.ok) return all;
      for (const row of all.value) rows.push(row);
    }
  }
  return success(rows);
}

/** `field IN (…)` in as many queries as it takes; no literal, no call. */
export async function queryWithin(
  client: Client,
  { fields, object, field, literals, where = '', isWithDeleted = false }: ValueQuestion,
): Promise<Outcome<readonly SalesforceRow[]>> {
  const textOf = (list: string): string => select(fields, object, and(`${field} IN (${list})`, where));
  return queryAllRows(client, packed(literals, ',', textOf, isWithDeleted));
}

/** As many queries as it takes for all `parts`, which are joined by the separator. */
export function packed(
  parts: readonly string[],
  separator: string,
  textOf: (joined: string) => string,
  isWithDeleted = false,
): readonly QueryText[] {
  return packQueries(parts, separator, textOf).map((soql) => ({ soql, isWithDeleted }));
}

/** The rows of a first page and of all that follow it. */
export async function allRows(client: Client, first: RowPage): Promise<Outcome<readonly SalesforceRow[]>> {
  const rows = [...first.rows];
  let next: string | null = first.next;
  while (next !== null) {
    const page: Outcome<RowPage> = await nextPage(client, next);
    if (!page.ok) return page;
    for (const row of page.value.rows) rows.push(row);
    next = page.value.next;
  }
  return success(rows);
}

async function firstPages(
  client: Client,
  queries: readonly QueryText[],
): Promise<Outcome<readonly Outcome<RowPage>[]>> {
  const [only] = queries;
  if (queries.length === 1 && only !== undefined) return success([await queryPage(client, only)]);
  const answer = await compositeQueries(client, queries);
  return answer.ok ? success(answer.value.pages) : answer;
}

interface SubAnswer {
  readonly httpStatusCode: number;
  readonly body: unknown;
}

function subAnswer({ httpStatusCode: status, body }: SubAnswer, nowMs: number): Outcome<unknown> {
  if (status < 300) return success(body);
  return failed(failureOfAnswer(status, foreignErrors(body)[0] ?? null, { isWrite: false, nowMs }));
}

function pageOf(body: unknown): Outcome<RowPage> {
  const { records, nextRecordsUrl } = (body ?? {}) as { records?: unknown; nextRecordsUrl?: unknown };
  if (!Array.isArray(records)) return unexpected();
  const next = typeof nextRecordsUrl === 'string' ? nextRecordsUrl : null;
  return success({ rows: records as SalesforceRow[], next });
}

function unexpected(): Outcome<never> {
  return failed({ class: 'transient', code: 'UNEXPECTED_ANSWER' });
}

function pathOf({ soql, isWithDeleted }: QueryText): string {
  return `${dataPath}/${isWithDeleted === true ? 'queryAll' : 'query'}?q=${encodeQuery(soql)}`;
}
