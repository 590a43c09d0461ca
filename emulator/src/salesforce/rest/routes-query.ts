// /query and /queryAll, first and further pages. What a query means is soql.ts; pages are query-paging.ts.
import { refusal } from '../errors.js';
import { queryColumns } from '../soql/query-columns.js';
import type { QueryCursors } from '../soql/query-paging.js';
import { runQuery } from '../soql/soql.js';
import type { OrgState } from '../state.js';
import type { Answer, ApiRequest, Route } from './api.js';

function query(state: OrgState, cursors: QueryCursors, request: ApiRequest, withDeleted: boolean): Answer {
  const soql = request.query.get('q');
  if (soql === null) throw refusal('MALFORMED_QUERY', 'A query string has to be specified');
  const result = runQuery(state, request.actor, soql, withDeleted);
  if (request.query.get('columns') === 'true') return { status: 200, body: queryColumns(request.actor, result) };
  return { status: 200, body: cursors.firstPage(request.actor, result, request.header('sforce-query-options')) };
}

export function queryRoutes(state: OrgState, cursors: QueryCursors): readonly Route[] {
  const next = (request: ApiRequest): Answer => ({
    status: 200,
    body: cursors.nextPage(request.actor, request.params['locator'] ?? ''),
  });
  return [
    { method: 'GET', path: '/query', handle: (request) => query(state, cursors, request, false) },
    { method: 'GET', path: '/queryAll', handle: (request) => query(state, cursors, request, true) },
    { method: 'GET', path: '/query/{locator}', handle: next },
    { method: 'GET', path: '/queryAll/{locator}', handle: next },
  ];
}
