// What is written down of the writes of a chunk before they are sent: one row for each record that is made, changed or
// deleted, with what the pair will remember if the write succeeds. Rule: docs/sync-rules.md, "Writes whose end is not
// known".
import type { ActionOf, ContactAction } from '../../../core/contact/action.js';
import { contactTable } from '../../../core/contact/canonical.js';
import { contactFieldNames, contactFormVersion, type ContactField } from '../../../core/contact/fields.js';
import { changedInSalesforce } from '../../../core/contact/settle.js';
import type { ContactValues } from '../../../core/contact/model.js';
import type { ContactLink } from '../../../core/link.js';
import { flowsOf } from '../../../core/merge.js';
import { sentHashes, type SentValues } from '../../../core/sent/memory.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { Side } from '../../../core/model.js';
import { sentRow } from '../../part/sent.js';
import type { ReadyRun } from '../context.js';
import { trustedVersion } from './load.js';
import { emptyWhereUnwritten, outgoing } from './values-after.js';

const nothing: Pick<SentRow, 'sent' | 'source' | 'written'> = {
  sent: new Uint8Array(),
  source: new Uint8Array(),
  written: 0,
};

/** Makes the rows of one chunk. `known`: those that are stored; a further attempt to make one keeps its name. */
export class SentRows {
  readonly #run: ReadyRun;
  readonly #known: readonly SentRow[];
  /** Two writes of one pair without a link share its memory. */
  readonly #keys = new Map<ContactAction, string>();

  constructor(run: ReadyRun, known: readonly SentRow[]) {
    this.#run = run;
    this.#known = known;
  }

  inExchange(action: ActionOf<'createInExchange'>): SentRow {
    const { salesforce, link } = action;
    const written = outgoing(salesforce.values, this.#run.settings);
    return this.#row(action, 'exchange', 'create', {
      ids: { salesforce: salesforce.id, exchange: null },
      baseVersion: link?.ids.exchange ?? '',
      ...this.#hashes(action, link, {
        sent: { ...emptyWhereUnwritten(salesforce.values), ...written },
        source: salesforce.values,
        written: namesOf(written),
      }),
    });
  }

  inSalesforce(action: ActionOf<'createInSalesforce'>, written: ContactValues): SentRow {
    const { exchange, link } = action;
    return this.#row(action, 'salesforce', 'create', {
      ids: { salesforce: null, exchange: exchange.id },
      baseVersion: link?.ids.salesforce ?? '',
      ...this.#hashes(action, link, {
        sent: { ...emptyWhereUnsent(this.#run, exchange.values), ...written },
        source: exchange.values,
        written: namesOf(written),
      }),
    });
  }

  /** `written`: what is changed on this side. Of a pair without a link the row says all that will be settled. */
  ofUpdate(action: ActionOf<'settle'>, side: Side, written: ContactValues): SentRow {
    const { salesforce, exchange, link, settling } = action;
    const [here, there] = side === 'salesforce' ? [salesforce, exchange] : [exchange, salesforce];
    // What goes to the other side is settled by the row of that write: until then the two have not met in it.
    const elsewhere = side === 'salesforce' ? action.toExchange : action.toSalesforce;
    const settled = contactFieldNames.filter((field) => settling[field] === 'now' && elsewhere[field] === undefined);
    const whole = link === null ? only(here.values, settled) : {};
    // Whatever becomes of it in this plan: until the commit says so, it is an edit that the write knew of.
    const changed = changedInSalesforce(link, salesforce, this.#run.services.hasher);
    return this.#row(action, side, 'update', {
      ids: { salesforce: salesforce.id, exchange: exchange.id },
      baseVersion: side === 'salesforce' ? trustedVersion(this.#run, salesforce) : exchange.version,
      ...this.#hashes(action, link, {
        sent: { ...whole, ...written },
        source: there.values,
        written: namesOf(written),
        changedBefore: side === 'salesforce' ? changed.filter((field) => written[field] === undefined) : [],
      }),
    });
  }

  ofDelete(action: ActionOf<'deleteInExchange' | 'deleteInSalesforce'>, link: ContactLink): SentRow {
    const isExchange = action.kind === 'deleteInExchange';
    return this.#row(action, isExchange ? 'exchange' : 'salesforce', 'delete', {
      ids: link.ids,
      baseVersion: isExchange ? action.exchange.version : trustedVersion(this.#run, action.salesforce),
      ...nothing,
    });
  }

  #row(
    action: ActionOf<'createInExchange' | 'createInSalesforce' | 'settle' | 'deleteInExchange' | 'deleteInSalesforce'>,
    side: Side,
    kind: SentRow['kind'],
    given: Pick<SentRow, 'ids' | 'baseVersion' | 'sent' | 'source' | 'written'>,
  ): SentRow {
    return sentRow(this.#run, this.#known, {
      ...{ side, kind, linkId: action.link?.id ?? null, formVersion: contactFormVersion },
      memoryKey: this.#keyOf(action, action.link),
      ...given,
    });
  }

  #hashes(action: ContactAction, link: ContactLink | null, values: SentValues<ContactField>) {
    const hasher = this.#run.services.hasher.forItem(this.#keyOf(action, link));
    return sentHashes(contactTable, hasher, values);
  }

  #keyOf(action: ContactAction, link: ContactLink | null): string {
    const key = link?.memoryKey ?? this.#keys.get(action) ?? this.#run.services.newMemoryKey();
    this.#keys.set(action, key);
    return key;
  }
}

/** What is empty or does not travel this way is not sent: the new record is empty there, and the two are settled so. */
export function emptyWhereUnsent({ settings }: ReadyRun, values: ContactValues): ContactValues {
  const unsent = contactFieldNames.filter((field) => {
    const isSent = flowsOf(settings.direction, settings.fields[field]).toSalesforce;
    return values[field] === '' || (values[field] !== undefined && !isSent);
  });
  return Object.fromEntries(unsent.map((field) => [field, '']));
}

function namesOf(values: ContactValues): readonly ContactField[] {
  return contactFieldNames.filter((field) => values[field] !== undefined);
}

function only(values: ContactValues, fields: readonly ContactField[]): ContactValues {
  return Object.fromEntries(fields.map((field) => [field, values[field]]));
}
