// From outcomes to what is remembered: links with what each side looked like, findings, write trail. One transaction
// a chunk; a run that lost its place commits nothing. A field whose write failed keeps its old memory, so that it is
// tried again.
import type { ActionOf, ContactAction } from '../../../core/contact/action.js';
import { contactFieldNames, contactFormVersion, type ContactField } from '../../../core/contact/fields.js';
import { changedInSalesforce } from '../../../core/contact/settle.js';
import type { ContactValues } from '../../../core/contact/model.js';
import { assertNever, BrokenAssumption } from '../../../core/failure.js';
import type { Settling } from '../../../core/hash.js';
import type { ContactLink, NewContactLink } from '../../../core/link.js';
import type { Side } from '../../../core/model.js';
import type { WriteTrailEntry } from '../../../ports/store.js';
import {
  causeOf,
  causesOfProblems,
  findingsFor,
  type Cause,
  type EarlierFindings,
  type FindingSet,
} from '../../part/findings.js';
import { trailEntry, type Written } from '../../part/trail.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { contactRef } from '../first-pass/entries.js';
import type { UnlinkedKeys } from '../first-pass/match-keys.js';
import { accountNamed } from './accounts.js';
import { trustedVersion } from './load.js';
import { firstMemory, memoryAfter } from './memory.js';
import { carriesStamp } from './prepare.js';
import { failureOf, type SentContact } from './send.js';
import { emptyWhereUnsent } from './sent-rows.js';
import { emptyWhereUnwritten, exchangeUpdated, exchangeValuesAfter, outgoing } from './values-after.js';

type Of<Kind extends ContactAction['kind']> = SentContact & { readonly action: ActionOf<Kind> };

/** What one action that was carried out changes in the store. */
export interface Remembered {
  readonly newLink?: NewContactLink;
  readonly changedLink?: ContactLink;
  readonly removedLink?: number;
  readonly findings: readonly FindingSet[];
  readonly trail: readonly WriteTrailEntry[];
}

type SetFindings = (side: Side, itemId: string, causes: readonly Cause[]) => FindingSet;

/** `keysOf` an item of the folder that was read in this chunk: by these it is found when it has no partner. */
export function remember(
  run: ReadyRun,
  access: ContactAccess,
  earlier: EarlierFindings,
  keysOf: (exchangeId: string) => UnlinkedKeys | null,
  sent: SentContact,
): Remembered {
  const { action } = sent;
  const set: SetFindings = (side, itemId, causes) => findingsFor(run, earlier, contactRef(side, itemId), causes);
  // Whatever stays without a partner has to be found again when its Salesforce contact turns up later.
  const setAlone: SetFindings = (side, itemId, causes) =>
    set(side, itemId, side === 'exchange' ? causes.map((cause) => ({ ...keysOf(itemId), ...cause })) : causes);
  switch (action.kind) {
    case 'createInExchange':
      return rememberMadeInExchange(run, access, sent as Of<'createInExchange'>, set);
    case 'createInSalesforce':
      return rememberMadeInSalesforce(run, sent as Of<'createInSalesforce'>, set, setAlone);
    case 'settle':
      return rememberSettled(run, access, sent as Of<'settle'>, set);
    case 'deleteInExchange':
    case 'deleteInSalesforce':
      return rememberDeleted(run, sent as Of<'deleteInExchange' | 'deleteInSalesforce'>, set);
    case 'retire': {
      const { link, state, reason } = action;
      const findings = [
        setAlone('exchange', link.ids.exchange, state === null ? [] : [{ reason }]),
        set('salesforce', link.ids.salesforce, []),
      ];
      if (state === null) return { removedLink: link.id, findings, trail: [] };
      return { changedLink: { ...link, state }, findings, trail: [] };
    }
    case 'leave':
      return { findings: [setAlone(action.side, action.itemId, [{ reason: action.reason }])], trail: [] };
    default:
      return assertNever(action);
  }
}

function rememberMadeInExchange(
  run: ReadyRun,
  access: ContactAccess,
  sent: Of<'createInExchange'>,
  set: SetFindings,
): Remembered {
  const { action, exchange } = sent;
  const { salesforce } = action;
  if (exchange?.ok !== true || exchange.value === null) {
    return { findings: [set('salesforce', salesforce.id, failureCauses(run, sent, 'exchange'))], trail: [] };
  }
  const item = exchange.value;
  const values = outgoing(salesforce.values, run.settings);
  const after = exchangeValuesAfter(run, access, emptyWhereUnwritten(salesforce.values), values, item);
  const memoryKey = memoryKeyOf(run, sent);
  const link: NewContactLink = {
    ...linkBase(run, memoryKey),
    ids: { salesforce: salesforce.id, exchange: item.id as NewContactLink['ids']['exchange'] },
    versions: { salesforce: trustedVersion(run, salesforce), exchange: item.changeKey ?? '' },
    accountId: salesforce.accountId,
    settled: firstMemory(run, memoryKey, { salesforce: salesforce.values, exchange: after }),
    wasInReach: salesforce.isInReach,
    isStamped: true,
    salesforceWrittenAtMs: null,
  };
  return {
    ...asStored(action.link, link),
    findings: [set('salesforce', salesforce.id, []), set('exchange', item.id, [])],
    trail: [trailEntry(run, wrote('exchange', 'create', item.id, filled(values), action))],
  };
}

function rememberMadeInSalesforce(
  run: ReadyRun,
  sent: Of<'createInSalesforce'>,
  set: SetFindings,
  setAlone: SetFindings,
): Remembered {
  const { action, salesforce, written } = sent;
  const { exchange } = action;
  if (salesforce?.ok !== true) {
    return { findings: [setAlone('exchange', exchange.id, failureCauses(run, sent, 'salesforce'))], trail: [] };
  }
  // What was empty or does not travel this way was not sent: the new record is empty there, and the two are settled so.
  // What should have been sent and could not has no memory yet.
  const after: ContactValues = { ...emptyWhereUnsent(run, exchange.values), ...written };
  const memoryKey = memoryKeyOf(run, sent);
  const link: NewContactLink = {
    ...linkBase(run, memoryKey),
    ids: { salesforce: salesforce.value.id, exchange: exchange.id },
    // The org's own time stamp is not known yet; the poll brings it, and then contents are compared once.
    versions: { salesforce: '', exchange: exchange.version },
    accountId: accountNamed(run, written['Account.Name'] ?? '')?.id ?? null,
    settled: firstMemory(run, memoryKey, { salesforce: after, exchange: exchange.values }),
    wasInReach: false,
    isStamped: false,
    salesforceWrittenAtMs: salesforce.value.answeredAtMs,
  };
  return {
    ...asStored(action.link, link),
    findings: [set('exchange', exchange.id, causesOfProblems(sent.problems))],
    trail: [trailEntry(run, wrote('salesforce', 'create', salesforce.value.id, filled(written), action))],
  };
}

function rememberSettled(run: ReadyRun, access: ContactAccess, sent: Of<'settle'>, set: SetFindings): Remembered {
  const { action, written } = sent;
  const { salesforce, exchange, link } = action;
  const salesforceOk = sent.salesforce?.ok === true;
  const answer = sent.exchange?.ok === true ? sent.exchange.value : null;
  const inExchange =
    answer === null
      ? { values: exchange.values, isEdited: false }
      : exchangeUpdated(run, access, exchange.values, action.toExchange, answer);
  const after = {
    salesforce: salesforceOk ? { ...salesforce.values, ...written } : salesforce.values,
    exchange: inExchange.values,
  };
  const failure = failureOf(sent);
  const memoryKey = memoryKeyOf(run, sent);
  const settling = settlingAfter(sent, answer !== null);
  const changed = salesforceOk ? changedInSalesforce(link, salesforce, run.services.hasher) : [];
  const kept = changed.filter((field) => settling[field] === 'keep');
  const next: NewContactLink = {
    ...linkBase(run, memoryKey),
    ids: { salesforce: salesforce.id, exchange: exchange.id },
    versions: {
      salesforce: salesforceOk || failure !== null ? '' : trustedVersion(run, salesforce),
      exchange: inExchange.isEdited ? '' : (answer?.changeKey ?? (failure === null ? exchange.version : '')),
    },
    accountId: salesforce.accountId,
    settled: memoryAfter(run, memoryKey, link, after, settling, kept),
    wasInReach:
      salesforce.isInReach || (link?.wasInReach === true && run.settings.direction === 'ExchangeToSalesforce'),
    isStamped: carriesStamp(action) || answer !== null,
    salesforceWrittenAtMs: sent.salesforce?.ok === true ? sent.salesforce.value.answeredAtMs : writtenBefore(sent),
  };
  const failingSide = sent.exchange?.ok === false ? 'exchange' : 'salesforce';
  const causes = [
    ...causesOfProblems(sent.problems),
    ...(failure === null ? [] : failureCauses(run, sent, failingSide)),
  ];
  const toExchange = Object.keys(action.toExchange);
  const wroteSalesforce = wrote('salesforce', 'update', salesforce.id, Object.keys(written), action);
  const wroteExchange = wrote('exchange', 'update', exchange.id, toExchange, action);
  return {
    ...asStored(link, next),
    findings: [
      ...(link === null || link.ids.exchange === exchange.id ? [] : [set('exchange', link.ids.exchange, [])]),
      set('exchange', exchange.id, causes),
      set('salesforce', salesforce.id, []),
    ],
    trail: [
      ...(salesforceOk ? [trailEntry(run, wroteSalesforce)] : []),
      ...(answer === null ? [] : [trailEntry(run, wroteExchange)]),
    ],
  };
}

/** Until the record is settled: a write that was to take its value over may have been refused. */
function writtenBefore(sent: Of<'settle'>): number | null {
  const isSettled = failureOf(sent) === null && sent.postponed === undefined;
  return isSettled ? null : (sent.action.link?.salesforceWrittenAtMs ?? null);
}

/** What was not written keeps its memory, so that it is tried again. */
function settlingAfter(
  { action, salesforce, written }: Of<'settle'>,
  isInExchange: boolean,
): Readonly<Partial<Record<ContactField, Settling>>> {
  const settling: Partial<Record<ContactField, Settling>> = { ...action.settling };
  for (const field of contactFieldNames) {
    if (action.toExchange[field] !== undefined && !isInExchange) settling[field] = 'keep';
    const isWritten = salesforce?.ok === true && written[field] !== undefined;
    if (action.toSalesforce[field] === undefined || isWritten) continue;
    // A name that may not be blanked is settled as it is; an account that was not found is looked for again next time.
    settling[field] = field === 'LastName' && salesforce?.ok !== false ? 'now' : 'keep';
  }
  return settling;
}

function rememberDeleted(
  run: ReadyRun,
  sent: Of<'deleteInExchange' | 'deleteInSalesforce'>,
  set: SetFindings,
): Remembered {
  const { action } = sent;
  const isExchange = action.kind === 'deleteInExchange';
  const side = isExchange ? 'exchange' : 'salesforce';
  const itemId = isExchange ? action.exchange.id : action.link.ids.exchange;
  const outcome = isExchange ? sent.exchange : sent.salesforce;
  if (outcome?.ok !== true) return { findings: [set('exchange', itemId, failureCauses(run, sent, side))], trail: [] };
  const recordId = isExchange ? action.exchange.id : action.salesforce.id;
  const findings = [set('exchange', itemId, [])];
  const trail = [trailEntry(run, wrote(side, 'delete', recordId, [], action))];
  return action.link === null ? { findings, trail } : { removedLink: action.link.id, findings, trail };
}

/** What was written down before it was sent is keyed over the same. */
function memoryKeyOf({ services }: ReadyRun, { action, rows }: SentContact): string {
  const old = 'link' in action ? action.link?.memoryKey : undefined;
  return old ?? rows.salesforce?.memoryKey ?? rows.exchange?.memoryKey ?? services.newMemoryKey();
}

function linkBase({ person }: ReadyRun, memoryKey: string) {
  return { object: 'Contact', person, memoryKey, formVersion: contactFormVersion, state: 'linked' } as const;
}

/** An old link keeps its place; a new one gets one. */
function asStored(old: ContactLink | null, next: NewContactLink): Pick<Remembered, 'newLink' | 'changedLink'> {
  return old === null ? { newLink: next } : { changedLink: { ...next, id: old.id } };
}

function failureCauses(run: ReadyRun, sent: SentContact, side: Side): readonly Cause[] {
  if (sent.postponed !== undefined) return [{ reason: sent.postponed }];
  const failure = failureOf(sent);
  if (failure === null) throw new BrokenAssumption('WRITE_WITHOUT_OUTCOME');
  return [causeOf(run, failure, side)];
}

function filled(values: ContactValues): readonly string[] {
  return contactFieldNames.filter((field) => (values[field] ?? '') !== '');
}

function wrote(
  side: Side,
  kind: Written['kind'],
  recordId: string,
  fields: readonly string[],
  { reason }: ContactAction,
): Written {
  return { side, kind, recordId, fields, reason };
}
