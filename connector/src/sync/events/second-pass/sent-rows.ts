// What is written down of the writes of a chunk before they are sent: one row for each event that is made, changed or
// deleted in Salesforce. Rule: docs/sync-rules.md, "Writes whose end is not known".
import type { EventAction } from '../../../core/event/action.js';
import { eventFieldNames, eventFormVersion, eventTable, type EventValues } from '../../../core/event/fields.js';
import { sentHashes } from '../../../core/sent/memory.js';
import type { SentRow } from '../../../core/sent/row.js';
import { sentRow } from '../../part/sent.js';
import type { ReadyEventRun } from '../context.js';

type Of<Kind extends EventAction['kind']> = Extract<EventAction, { kind: Kind }>;
type Writing = Of<'create' | 'settle' | 'empty' | 'delete'>;

/** Makes the rows of one chunk. `known`: those that are stored. */
export class SentRows {
  readonly #run: ReadyEventRun;
  readonly #known: readonly SentRow[];

  constructor(run: ReadyEventRun, known: readonly SentRow[]) {
    this.#run = run;
    this.#known = known;
  }

  ofCreate(action: Of<'create'>): SentRow {
    return this.#row(action, 'create', { salesforce: null, exchange: action.event.id }, action.values, action.values);
  }

  /** Of two that were not linked yet the row says all that will be settled. */
  ofUpdate(action: Of<'settle' | 'empty'>, written: EventValues): SentRow {
    const isFirst = action.kind === 'settle' && action.link === null;
    const settled = isFirst ? only(action.values, (field) => action.settling[field] === 'now') : {};
    const salesforce = action.kind === 'settle' ? action.salesforceId : action.link.ids.salesforce;
    const ids = { salesforce, exchange: action.event.id };
    return this.#row(action, 'update', ids, { ...settled, ...written }, written);
  }

  /** `hidden`: what was written just before, where it became private. */
  ofDelete(action: Of<'delete' | 'empty'>, hidden: EventValues): SentRow {
    return this.#row(action, 'delete', action.link.ids, hidden, hidden);
  }

  /** The version is not known, for nobody reads the record before: its time of change tells instead. */
  #row(action: Writing, kind: SentRow['kind'], ids: SentRow['ids'], sent: EventValues, written: EventValues): SentRow {
    const { services } = this.#run;
    const link = action.kind === 'create' ? null : action.link;
    const memoryKey = link?.memoryKey ?? services.newMemoryKey();
    const names = eventFieldNames.filter((field) => written[field] !== undefined);
    return sentRow(this.#run, this.#known, {
      ...{ side: 'salesforce', kind, ids, memoryKey, linkId: link?.id ?? null, baseVersion: '' },
      formVersion: eventFormVersion,
      ...sentHashes(eventTable, services.hasher.forItem(memoryKey), { sent, source: sent, written: names }),
    });
  }
}

function only(values: EventValues, isWanted: (field: keyof EventValues) => boolean): EventValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => isWanted(field as keyof EventValues)));
}
