// First meeting: which Exchange contact and which Salesforce contact are the same person? Pure, and independent of
// the order of items. Keys come in folded (case and accents) or as keyed hashes: only equality is asked. Ambiguous is
// settled by the setting or held, never created. Rule: docs/sync-rules.md; laws P6, P13.
import type { ExchangeContactId, Instant, SalesforceContactId } from '../model.js';
import { groupedBy } from '../group.js';
import { compareText } from '../text/order.js';
import { preferred } from '../preferred.js';
import type { ReasonCode } from '../reasons.js';
import type { ContactSettings } from '../settings/contact.js';
import type { FoundBy } from './action.js';

export interface NameKeys {
  /** '' when there is none. */
  readonly lastName: string;
  /** First name, last name and company together; '' when there is no last name. */
  readonly full: string;
  readonly hasCompany: boolean;
}

export interface UnlinkedExchange {
  readonly id: ExchangeContactId;
  readonly createdAt: Instant;
  readonly emails: readonly string[];
  readonly names: NameKeys;
}

export interface SalesforceCandidate {
  readonly id: SalesforceContactId;
  /** '' when it has none. */
  readonly email: string;
  readonly names: NameKeys;
  readonly modifiedAt: Instant;
  readonly lastActivity: string;
  readonly createdAt: Instant;
  /** True when a contact in this person's folder is linked to it already. */
  readonly isLinked: boolean;
}

export type MatchVerdict =
  | { readonly kind: 'pair'; readonly salesforceId: SalesforceContactId; readonly foundBy: FoundBy }
  | { readonly kind: 'alone' }
  | { readonly kind: 'hold'; readonly reason: ReasonCode };

export interface Matching {
  /** One verdict for each of the items. */
  readonly verdicts: ReadonlyMap<ExchangeContactId, MatchVerdict>;
  /** Records that fit an item which is held as ambiguous: making them anew in Exchange would double somebody. */
  readonly reserved: ReadonlySet<SalesforceContactId>;
}

interface Choice {
  readonly verdict: MatchVerdict;
  readonly fitting: readonly SalesforceCandidate[];
}

/** `candidates` may hold more than what fits. */
export function matchContacts(
  items: readonly UnlinkedExchange[],
  candidates: readonly SalesforceCandidate[],
  severalMatches: ContactSettings['severalMatches'],
): Matching {
  const byEmail = groupedBy(candidates, ({ email }) => email);
  const byName = groupedBy(candidates, ({ names }) => names.full);
  const choices = new Map(items.map((item) => [item.id, choose(item, byEmail, byName, severalMatches)]));
  const verdicts = new Map([...choices].map(([id, { verdict }]) => [id, verdict]));
  holdCompetitors(verdicts);
  const reserved = holdWhatFitsAmbiguous(verdicts, choices);
  holdDoubles(items, verdicts);
  return { verdicts, reserved };
}

const alone: Choice = { verdict: { kind: 'alone' }, fitting: [] };

function choose(
  item: UnlinkedExchange,
  byEmail: ReadonlyMap<string, readonly SalesforceCandidate[]>,
  byName: ReadonlyMap<string, readonly SalesforceCandidate[]>,
  severalMatches: ContactSettings['severalMatches'],
): Choice {
  const sharers = unique(item.emails.flatMap((email) => byEmail.get(email) ?? []));
  if (sharers.length > 0) {
    const fitting = sharers.filter((candidate) => !contradict(item.names.lastName, candidate.names.lastName));
    if (fitting.length === 0) return { verdict: hold('EMAIL_SHARED'), fitting: [] };
    return { verdict: settle(fitting, 'email', severalMatches), fitting };
  }
  const namesakes = unique(byName.get(item.names.full) ?? []).filter((candidate) => isSameByName(item, candidate));
  return namesakes.length === 0 ? alone : { verdict: settle(namesakes, 'name', severalMatches), fitting: namesakes };
}

/** A name alone, without a company, is not enough for two people who each have an address of their own. */
function isSameByName(item: UnlinkedExchange, candidate: SalesforceCandidate): boolean {
  return candidate.names.hasCompany || item.emails.length === 0 || candidate.email === '';
}

function settle(
  fitting: readonly SalesforceCandidate[],
  foundBy: FoundBy,
  severalMatches: ContactSettings['severalMatches'],
): MatchVerdict {
  const free = fitting.filter((candidate) => !candidate.isLinked);
  if (free.length === 0) return hold('ALREADY_LINKED');
  const best = free.length === 1 ? free[0] : preferred(free, severalMatches);
  return best === undefined ? hold('AMBIGUOUS_MATCH') : { kind: 'pair', salesforceId: best.id, foundBy };
}

/**
 * Two items that would take the same record: the one that has its address gets it, if it is the only one that has;
 * otherwise neither does.
 */
function holdCompetitors(verdicts: Map<ExchangeContactId, MatchVerdict>): void {
  const pairs = [...verdicts].flatMap(([id, verdict]) => (verdict.kind === 'pair' ? [{ id, ...verdict }] : []));
  for (const takers of groupedBy(pairs, ({ salesforceId }) => salesforceId).values()) {
    if (takers.length < 2) continue;
    const byEmail = takers.filter(({ foundBy }) => foundBy === 'email');
    const winner = byEmail.length === 1 ? byEmail[0] : undefined;
    for (const taker of takers) {
      if (taker !== winner) verdicts.set(taker.id, hold(winner === undefined ? 'AMBIGUOUS_MATCH' : 'ALREADY_LINKED'));
    }
  }
}

/**
 * A record that fits an ambiguous item is nobody's: other items that found it are ambiguous too. Answers these records.
 */
function holdWhatFitsAmbiguous(
  verdicts: Map<ExchangeContactId, MatchVerdict>,
  choices: ReadonlyMap<ExchangeContactId, Choice>,
): ReadonlySet<SalesforceContactId> {
  const reserved = new Set<SalesforceContactId>();
  const reserve = (id: ExchangeContactId): void => {
    for (const candidate of choices.get(id)?.fitting ?? []) reserved.add(candidate.id);
  };
  for (const [id, verdict] of verdicts) if (isAmbiguous(verdict)) reserve(id);
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (const [id, verdict] of verdicts) {
      if (verdict.kind !== 'pair' || !reserved.has(verdict.salesforceId)) continue;
      verdicts.set(id, hold('AMBIGUOUS_MATCH'));
      reserve(id);
      hasChanged = true;
    }
  }
  return reserved;
}

function isAmbiguous(verdict: MatchVerdict): boolean {
  return verdict.kind === 'hold' && verdict.reason === 'AMBIGUOUS_MATCH';
}

/**
 * Of several new items with one address, or of one name where that is enough, only the oldest is made; the others would
 * match it a moment later and are held at once.
 */
function holdDoubles(items: readonly UnlinkedExchange[], verdicts: Map<ExchangeContactId, MatchVerdict>): void {
  const oldestFirst = [...items].sort((a, b) => compareText(a.createdAt, b.createdAt) || compareText(a.id, b.id));
  const first = new Map<string, UnlinkedExchange>();
  const firstOfName = new Map<string, UnlinkedExchange>();
  for (const item of oldestFirst) {
    const namesake = firstOfName.get(item.names.full);
    const sharer = item.emails.map((email) => first.get(email)).find((found) => found !== undefined);
    const earlier = sharer ?? (namesake !== undefined && areSameByName(item, namesake) ? namesake : undefined);
    const isNew = verdicts.get(item.id)?.kind === 'alone';
    if (earlier !== undefined && isNew) {
      verdicts.set(
        item.id,
        hold(contradict(item.names.lastName, earlier.names.lastName) ? 'EMAIL_SHARED' : 'ALREADY_LINKED'),
      );
      continue;
    }
    for (const email of item.emails) if (!first.has(email)) first.set(email, item);
    const { full } = item.names;
    if (isNew && full !== '' && !firstOfName.has(full)) firstOfName.set(full, item);
  }
}

/** As `isSameByName` will say of the record that is about to be made of the earlier one. */
function areSameByName(item: UnlinkedExchange, earlier: UnlinkedExchange): boolean {
  return earlier.names.hasCompany || item.emails.length === 0 || earlier.emails.length === 0;
}

function contradict(one: string, other: string): boolean {
  return one !== '' && other !== '' && one !== other;
}

function unique(candidates: readonly SalesforceCandidate[]): readonly SalesforceCandidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.id, candidate])).values()];
}

function hold(reason: ReasonCode): MatchVerdict {
  return { kind: 'hold', reason };
}
