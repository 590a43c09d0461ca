// From outcomes to what is remembered: links with what each side looked like, findings, write trail. One transaction
// a chunk; a run that lost its place commits nothing. A field whose write failed keeps its old memory, so that it is
// tried again.
import { contactFieldNames, contactFormVersion, type ContactField } from '../../../core/contact/fields.js';
import { assertNever, BrokenAssumption } from '../../../core/failure.js';
import { readHash, settledHashes, type Hasher } from '../../../core/hash.js';
import { flowsOf } from '../../../core/merge.js';
import type { ContactValues, Link, Settling } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { NewLink, WriteTrailEntry } from '../../../ports/store.js';
import { failureOf, type Applied } from './applied.js';
import { carriesStampOf, flowingToExchange } from './apply-exchange.js';
import type { ContactAccess, ReadyRun } from '../../part/services.js';
import {
  causesOfProblems,
  findingsFor,
  type Cause,
  type EarlierFindings,
  type FindingSet,
} from '../../part/findings.js';
import { trustedVersion } from './load.js';
import type { UnlinkedKeys } from '../first-pass/match-keys.js';
import { reasonFor } from '../../part/reason-for.js';
import { emptyWhereUnwritten, exchangeValuesAfter } from './values-after.js';
import { trailEntry } from '../../part/trail.js';

type Of<Kind extends Applied['action']['kind']> = Applied & {
  readonly action: Extract<Applied['action'], { kind: Kind }>;
};

/** What one applied action changes in the store. */
export interface Remembered {
  readonly newLink?: NewLink;
  readonly changedLink?: Link;
  readonly removedLink?: number;
  /** Source of a create that has come to an end, well or refused. */
  readonly doneSource?: string;
  readonly findings: readonly FindingSet[];
  readonly trail: readonly WriteTrailEntry[];
}

/** `keysOf` an item of the folder that was read in this chunk: by these it is found when it has no partner. */
export function remember(
  run: ReadyRun,
  access: ContactAccess,
  earlier: EarlierFindings,
  keysOf: (exchangeId: string) => UnlinkedKeys | null,
  applied: Applied,
): Remembered {
  const { action } = applied;
  const set = (side: 'salesforce' | 'exchange', itemId: string, causes: readonly Cause[]): FindingSet =>
    findingsFor(run, earlier, { object: 'Contact', side, itemId }, causes);
  // Whatever stays without a partner has to be found again when its Salesforce contact turns up later.
  const setAlone: SetFindings = (side, itemId, causes) =>
    set(side, itemId, side === 'exchange' ? causes.map((cause) => ({ ...keysOf(itemId), ...cause })) : causes);
  switch (action.kind) {
    case 'createInExchange':
      return rememberMadeInExchange(run, access, applied as Of<'createInExchange'>, set);
    case 'createInSalesforce':
      return rememberMadeInSalesforce(run, applied as Of<'createInSalesforce'>, set, setAlone);
    case 'settle':
      return rememberSettled(run, access, applied as Of<'settle'>, set);
    case 'deleteInExchange':
    case 'deleteInSalesforce':
      return rememberDeleted(run, applied as Of<'deleteInExchange' | 'deleteInSalesforce'>, set);
    case 'retire': {
      const { link, state, reason } = action;
      const findings = [
        setAlone('exchange', link.exchangeId, state === null ? [] : [{ reason }]),
        set('salesforce', link.salesforceId, []),
      ];
      if (state === null) return { removedLink: link.id, findings, trail: [] };
      return { changedLink: { ...link, state }, findings, trail: [] };
    }
    case 'leave':
      return {
        doneSource: action.itemId,
        findings: [setAlone(action.side, action.itemId, [{ reason: action.reason }])],
        trail: [],
      };
    default:
      return assertNever(action);
  }
}

type SetFindings = (side: 'salesforce' | 'exchange', itemId: string, causes: readonly Cause[]) => FindingSet;

function rememberMadeInExchange(
  run: ReadyRun,
  access: ContactAccess,
  applied: Of<'createInExchange'>,
  set: SetFindings,
): Remembered {
  const { action, exchange } = applied;
  const { salesforce } = action;
  if (exchange?.ok !== true || exchange.value === null) {
    const findings = [set('salesforce', salesforce.id, failureCauses(applied, 'exchange', run))];
    return isInDoubt(applied) ? { findings, trail: [] } : { doneSource: salesforce.id, findings, trail: [] };
  }
  const item = exchange.value;
  const sent = flowingToExchange(action.values, run.settings);
  const after = exchangeValuesAfter(run, access, emptyWhereUnwritten(salesforce.values), sent, item);
  const settling = everything(salesforce.values);
  const { hasher } = run.services;
  const link: NewLink = {
    person: run.person,
    salesforceId: salesforce.id,
    exchangeId: item.id as NewLink['exchangeId'],
    salesforceVersion: trustedVersion(run, salesforce),
    exchangeVersion: item.changeKey ?? '',
    accountId: salesforce.accountId,
    salesforceSettled: settledHashes(hasher, item.id, salesforce.values, null, settling),
    exchangeSettled: settledHashes(hasher, item.id, after, null, everything(after)),
    formVersion: contactFormVersion,
    state: 'linked',
    wasInScope: salesforce.isInScope,
    isStamped: true,
  };
  return {
    ...asStored(action.link, link),
    doneSource: salesforce.id,
    findings: [set('salesforce', salesforce.id, []), set('exchange', item.id, [])],
    trail: [trailOf(run, 'exchange', 'create', item.id, filled(sent), action.reason)],
  };
}

function rememberMadeInSalesforce(
  run: ReadyRun,
  applied: Of<'createInSalesforce'>,
  set: SetFindings,
  setAlone: SetFindings,
): Remembered {
  const { action, salesforce, written } = applied;
  const { exchange } = action;
  if (salesforce?.ok !== true) {
    const findings = [setAlone('exchange', exchange.id, failureCauses(applied, 'salesforce', run))];
    return isInDoubt(applied) ? { findings, trail: [] } : { doneSource: exchange.id, findings, trail: [] };
  }
  // What was empty or does not travel this way was not sent: the new record is empty there, and the two are settled so.
  // What should have been sent and could not has no memory yet.
  const after: ContactValues = { ...emptyWhereUnsent(run, exchange.values), ...written };
  const settling = everything(after);
  const { hasher } = run.services;
  const link: NewLink = {
    person: run.person,
    salesforceId: salesforce.value,
    exchangeId: exchange.id,
    // The org's own time stamp is not known yet; the poll brings it, and then contents are compared once.
    salesforceVersion: '',
    exchangeVersion: exchange.version,
    accountId: run.accounts.get((written['Account.Name'] ?? '').trim().toLowerCase())?.id ?? null,
    salesforceSettled: settledHashes(hasher, exchange.id, after, null, settling),
    exchangeSettled: settledHashes(hasher, exchange.id, exchange.values, null, everything(exchange.values)),
    formVersion: contactFormVersion,
    state: 'linked',
    wasInScope: false,
    isStamped: false,
  };
  return {
    ...asStored(action.link, link),
    doneSource: exchange.id,
    findings: [set('exchange', exchange.id, causesOfProblems(applied.problems))],
    trail: [trailOf(run, 'salesforce', 'create', salesforce.value, filled(written), action.reason)],
  };
}

function rememberSettled(run: ReadyRun, access: ContactAccess, applied: Of<'settle'>, set: SetFindings): Remembered {
  const { action, written } = applied;
  const { salesforce, exchange, link } = action;
  const salesforceOk = applied.salesforce?.ok === true;
  const answer = applied.exchange?.ok === true ? applied.exchange.value : null;
  const settling: Partial<Record<keyof ContactValues, Settling>> = { ...action.settling };
  for (const field of contactFieldNames) {
    if (action.toExchange[field] !== undefined && answer === null) settling[field] = 'keep';
    if (action.toSalesforce[field] === undefined || (salesforceOk && written[field] !== undefined)) continue;
    // Not written: a name that may not be blanked is settled as it is; an account that was not found is looked for
    // again next time.
    settling[field] = field === 'LastName' && applied.salesforce?.ok !== false ? 'now' : 'keep';
  }
  const salesforceAfter = salesforceOk ? { ...salesforce.values, ...written } : salesforce.values;
  const exchangeAfter =
    answer === null ? exchange.values : exchangeValuesAfter(run, access, exchange.values, action.toExchange, answer);
  const failure = failureOf(applied);
  const { hasher } = run.services;
  const next: NewLink = {
    person: run.person,
    salesforceId: salesforce.id,
    exchangeId: exchange.id,
    salesforceVersion: salesforceOk || failure !== null ? '' : trustedVersion(run, salesforce),
    exchangeVersion: answer?.changeKey ?? (failure === null ? exchange.version : ''),
    accountId: salesforce.accountId,
    ...hashesAfter(hasher, link, exchange.id, { salesforce: salesforceAfter, exchange: exchangeAfter }, settling),
    formVersion: contactFormVersion,
    state: 'linked',
    wasInScope:
      salesforce.isInScope || (link?.wasInScope === true && run.settings.direction === 'ExchangeToSalesforce'),
    isStamped: carriesStampOf(action) || answer !== null,
  };
  const causes = [
    ...causesOfProblems(applied.problems),
    ...(failure === null ? [] : failureCauses(applied, failingSide(applied), run)),
  ];
  return {
    ...asStored(link, next),
    findings: [
      ...(link === null || link.exchangeId === exchange.id ? [] : [set('exchange', link.exchangeId, [])]),
      set('exchange', exchange.id, causes),
      set('salesforce', salesforce.id, []),
    ],
    trail: [
      ...(salesforceOk
        ? [trailOf(run, 'salesforce', 'update', salesforce.id, Object.keys(written), action.reason)]
        : []),
      ...(answer === null
        ? []
        : [trailOf(run, 'exchange', 'update', exchange.id, Object.keys(action.toExchange), action.reason)]),
    ],
  };
}

function rememberDeleted(
  run: ReadyRun,
  applied: Of<'deleteInExchange' | 'deleteInSalesforce'>,
  set: SetFindings,
): Remembered {
  const { action } = applied;
  const isExchange = action.kind === 'deleteInExchange';
  const side = isExchange ? 'exchange' : 'salesforce';
  const itemId = isExchange ? action.exchange.id : action.link.exchangeId;
  const outcome = isExchange ? applied.exchange : applied.salesforce;
  if (outcome?.ok !== true)
    return { findings: [set('exchange', itemId, failureCauses(applied, side, run))], trail: [] };
  const recordId = isExchange ? action.exchange.id : action.salesforce.id;
  const findings = [set('exchange', itemId, [])];
  const trail = [trailOf(run, side, 'delete', recordId, [], action.reason)];
  return action.link === null ? { findings, trail } : { removedLink: action.link.id, findings, trail };
}

/** An old link keeps its place; a new one gets one. */
function asStored(old: Link | null, next: NewLink): Pick<Remembered, 'newLink' | 'changedLink'> {
  return old === null ? { newLink: next } : { changedLink: { ...next, id: old.id } };
}

function failureCauses(applied: Applied, side: 'salesforce' | 'exchange', run: ReadyRun): readonly Cause[] {
  if (applied.postponed !== undefined) return [{ reason: applied.postponed }];
  const failure = failureOf(applied);
  if (failure === null) throw new BrokenAssumption('WRITE_WITHOUT_OUTCOME');
  const reason = reasonFor(failure, side);
  const cause: Cause = { reason, failure, fields: failure.fields ?? [] };
  if (reason !== 'IN_DOUBT') return [cause];
  return [{ ...cause, retryAtMs: run.services.clock.nowMs() + run.services.tuning.inDoubtWaitMs }];
}

function failingSide(applied: Applied): 'salesforce' | 'exchange' {
  return applied.exchange !== undefined && !applied.exchange.ok ? 'exchange' : 'salesforce';
}

function isInDoubt(applied: Applied): boolean {
  return failureOf(applied)?.isInDoubt === true;
}

/**
 * What Exchange showed is remembered at first sight, even where the field is not settled yet (then Salesforce has no
 * memory of it): so an edit can be told from what was always there. Hashes of an older form mean nothing any more.
 */
function hashesAfter(
  hasher: Hasher,
  link: Link | null,
  exchangeId: string,
  after: { readonly salesforce: ContactValues; readonly exchange: ContactValues },
  settling: Readonly<Partial<Record<ContactField, Settling>>>,
): Pick<Link, 'salesforceSettled' | 'exchangeSettled'> {
  // Hashes hold for one Exchange contact: what is not settled now has no memory in a copy that took the place.
  const isUsable = link?.formVersion === contactFormVersion && link.exchangeId === exchangeId;
  const memory = isUsable ? link : null;
  const isNew = (field: ContactField): boolean => memory === null || readHash(memory.exchangeSettled, field) === null;
  const seen = { ...settling };
  for (const field of contactFieldNames) if (after.exchange[field] !== undefined && isNew(field)) seen[field] = 'now';
  return {
    salesforceSettled: settledHashes(hasher, exchangeId, after.salesforce, memory?.salesforceSettled ?? null, settling),
    exchangeSettled: settledHashes(hasher, exchangeId, after.exchange, memory?.exchangeSettled ?? null, seen),
  };
}

function emptyWhereUnsent({ settings }: ReadyRun, values: ContactValues): ContactValues {
  const unsent = contactFieldNames.filter((field) => {
    const isSent = flowsOf(settings.direction, settings.fields[field]).toSalesforce;
    return values[field] === '' || (values[field] !== undefined && !isSent);
  });
  return Object.fromEntries(unsent.map((field) => [field, '']));
}

function everything(values: ContactValues): Readonly<Partial<Record<keyof ContactValues, Settling>>> {
  return Object.fromEntries(Object.keys(values).map((field) => [field, 'now']));
}

function filled(values: ContactValues): readonly string[] {
  return contactFieldNames.filter((field) => (values[field] ?? '') !== '');
}

function trailOf(
  run: ReadyRun,
  side: 'salesforce' | 'exchange',
  kind: WriteTrailEntry['kind'],
  recordId: string,
  fields: readonly string[],
  reason: ReasonCode,
): WriteTrailEntry {
  return trailEntry(run, { object: 'Contact', side, kind, recordId, fields, reason });
}
