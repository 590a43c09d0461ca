// Query strings: reading them, refusing options that a route does not take, $select and $expand, page size and paging
// links. Which options a route takes is said by the route. Links always begin with https://graph.microsoft.com/v1.0, as
// real ones do.
import { badRequest, noSuchProperty, notModelled } from './errors.js';
import { parseFilter, type Filter } from './filter.js';

export const graphRoot = 'https://graph.microsoft.com/v1.0';

export type Query = ReadonlyMap<string, string>;

const systemOptions = [
  '$select',
  '$expand',
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$skiptoken',
  '$deltatoken',
  '$count',
  '$search',
  '$format',
];

/** Reads a raw query string. `+` is a blank, as it is for the real service: an address with a plus must be encoded. */
export function parseQuery(raw: string): Query {
  const query = new Map<string, string>();
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decode(cut < 0 ? pair : pair.slice(0, cut));
    if (query.has(name))
      throw badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    query.set(name, cut < 0 ? '' : decode(pair.slice(cut + 1)));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw badRequest('The query string is badly encoded.');
  }
}

/** Refuses options that are not OData (400) and those that this route does not model (501). */
export function checkOptions(query: Query, modelled: readonly string[]): void {
  for (const name of query.keys()) {
    if (modelled.includes(name)) continue;
    if (name.startsWith('$') && !systemOptions.includes(name)) {
      throw badRequest(`The query parameter '${name}' is not supported.`, 'ErrorInvalidUrlQuery');
    }
    throw notModelled(`the query option ${name} here`);
  }
}

/** The chosen property names in their own spelling, or null where everything is wanted. */
export function readSelect(query: Query, properties: readonly string[], type: string): readonly string[] | null {
  const text = query.get('$select');
  if (text === undefined || text.trim() === '' || text.trim() === '*') return null;
  return text.split(',').map((part) => {
    const name = part.trim();
    const property = properties.find((known) => known.toLowerCase() === name.toLowerCase());
    if (property === undefined) throw noSuchProperty(name, type, 'select');
    return property;
  });
}

/**
 * The ids asked for in `$expand=singleValueExtendedProperties($filter=id eq 'a' or id eq 'b')`; null without $expand.
 */
export function readExpand(query: Query, type = 'contact'): readonly string[] | null {
  const text = query.get('$expand');
  if (text === undefined) return null;
  const match = /^singleValueExtendedProperties\s*\(\s*\$filter=([\s\S]*)\)\s*$/i.exec(text.trim());
  if (match?.[1] !== undefined) return idsOf(parseFilter(match[1]));
  if (/^singleValueExtendedProperties/i.test(text.trim())) {
    throw badRequest('Extended properties can only be expanded with a filter on their id.', 'ErrorInvalidUrlQuery');
  }
  if (/^(extensions|photo|multiValueExtendedProperties)\b/i.test(text.trim())) throw notModelled(`$expand=${text}`);
  throw noSuchProperty(text.split('(')[0] ?? text, type, 'select');
}

function idsOf(filter: Filter): string[] {
  if (filter.kind === 'or') return [...idsOf(filter.left), ...idsOf(filter.right)];
  const isId = filter.kind === 'compare' && filter.path.toLowerCase() === 'id' && filter.operator === 'eq';
  if (!isId || typeof filter.value !== 'string') {
    throw badRequest('Extended properties can only be expanded with a filter on their id.', 'ErrorInvalidUrlQuery');
  }
  return [filter.value];
}

function wholeNumber(query: Query, name: string): number | null {
  const text = query.get(name);
  if (text === undefined) return null;
  if (!/^\d+$/.test(text)) {
    throw badRequest(
      `Invalid value '${text}' for ${name} query option found. ` +
        `The ${name} query option requires a non-negative integer value.`,
    );
  }
  return Number(text);
}

interface Page {
  readonly skip: number;
  readonly size: number;
}

/** `$top` and `Prefer: odata.maxpagesize` both set the page size; the smaller one counts. */
export function readPage(query: Query, maxPageSize: number | null, size: { default: number; max: number }): Page {
  const top = wholeNumber(query, '$top');
  if (top !== null && top > size.max) {
    throw badRequest(
      `The limit of '${size.max}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  }
  const wanted = Math.min(top ?? Infinity, maxPageSize ?? Infinity);
  const pageSize = wanted === Infinity ? size.default : Math.min(Math.max(wanted, 1), size.max);
  return { skip: wholeNumber(query, '$skip') ?? 0, size: pageSize };
}

/** The link to the page at `skip`, with all other options of this one. */
export function nextPageLink(path: string, query: Query, skip: number): string {
  const options = [...query]
    .filter(([name]) => name !== '$skip')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${graphRoot}${path}?${[...options, `$skip=${skip}`].join('&')}`;
}
