// First pass, event by event: has it to be looked at, is it left out, or has it merely another version? Decided from
// what Exchange showed and what the link remembers, without a call to Salesforce. The last word on an event counts.
import type { GraphEvent } from '../../../core/event/model.js';
import { exchangeEventFromGraph, kindOf } from '../../../core/event/read.js';
import { select } from '../../../core/event/select.js';
import { hasChanged } from '../../../core/event/settle.js';
import { spanOf } from '../../../core/event/times.js';
import { exposureOf, valuesOf } from '../../../core/event/values.js';
import { isLive, isSyncing, type EventLink } from '../../../core/link.js';
import type { ExchangeEventId } from '../../../core/model.js';
import { linksOfItems } from '../../part/walk.js';
import { valueContextOf, type ReadyEventRun } from '../context.js';
import { KeptEvents, type EventEntry, type EventReading, type LeftEvent, type NoticedEvent } from './entries.js';

type Noted =
  | { readonly kind: 'work'; readonly entry: EventEntry }
  | { readonly kind: 'left'; readonly left: LeftEvent }
  | { readonly kind: 'same'; readonly link: EventLink }
  /** Exactly as it was remembered. */
  | { readonly kind: 'nothing' };

/** Collects what one reading of the calendar shows. */
export class Classifier {
  readonly kept = new KeptEvents();
  readonly #noted = new Map<ExchangeEventId, Noted>();
  readonly #vanished = new Set<string>();
  readonly #run: ReadyEventRun;

  constructor(run: ReadyEventRun) {
    this.#run = run;
  }

  /** `links`: of these events, tombstones too. `isAsked`: to be looked at even though nothing seems changed. */
  async present(raws: readonly GraphEvent[], isAsked = false): Promise<void> {
    const whole = raws.filter((raw) => kindOf(raw) !== 'instance');
    const ids = whole.map(({ id }) => id as ExchangeEventId);
    const links = await linksOfItems(this.#run, 'Event', ids);
    for (const raw of whole) {
      const id = raw.id as ExchangeEventId;
      const noted = this.#judge(raw, links.get(id), isAsked);
      if (noted === null) continue;
      this.#noted.set(id, noted);
      this.#vanished.delete(id);
      if (noted.kind === 'work') this.kept.keep(raw);
      else this.kept.drop(id);
    }
  }

  /** Reported as removed, or not to be read any more. A tombstone of ours is not looked at: it is gone already. */
  async gone(ids: readonly ExchangeEventId[]): Promise<void> {
    const links = await linksOfItems(this.#run, 'Event', ids);
    for (const id of ids) {
      this.kept.drop(id);
      const link = links.get(id);
      if (link === undefined) {
        this.#noted.delete(id);
        this.#vanished.add(id);
      } else if (isLive(link)) {
        this.#noted.set(id, linked(id, 'gone', isSyncing(link) && this.#removes));
      }
    }
  }

  /** Could not be read just now: the second pass tries it once more, and says what comes of it. */
  async unread(ids: readonly ExchangeEventId[]): Promise<void> {
    const links = await linksOfItems(this.#run, 'Event', ids);
    for (const id of ids) {
      this.#noted.set(
        id,
        links.has(id) ? linked(id, 'same', false) : { kind: 'work', entry: { kind: 'new', exchangeId: id } },
      );
    }
  }

  /** A link that needs nothing but another state or version. */
  same(link: EventLink): void {
    this.#noted.set(link.ids.exchange, { kind: 'same', link });
  }

  /** Not to be touched in this run: perhaps it is being made just now. */
  leaveOut(ids: ReadonlySet<ExchangeEventId>): void {
    for (const id of ids) {
      this.#noted.delete(id);
      this.#vanished.delete(id);
      this.kept.drop(id);
    }
  }

  has(id: ExchangeEventId): boolean {
    return this.#noted.has(id);
  }

  get ids(): Iterable<ExchangeEventId> {
    return this.#noted.keys();
  }

  get vanished(): readonly string[] {
    return [...this.#vanished];
  }

  result(): Pick<EventReading, 'entries' | 'left' | 'same' | 'kept'> {
    const noted = [...this.#noted.values()];
    return {
      entries: noted.flatMap((one) => (one.kind === 'work' ? [one.entry] : [])),
      left: noted.flatMap((one) => (one.kind === 'left' ? [one.left] : [])),
      same: noted.flatMap((one) => (one.kind === 'same' ? [one.link] : [])),
      kept: this.kept,
    };
  }

  get #removes(): boolean {
    return this.#run.settings.deleted === 'RemoveFromSalesforce';
  }

  #judge(raw: GraphEvent, link: EventLink | undefined, isAsked: boolean): Noted | null {
    const event = exchangeEventFromGraph(raw);
    if (event === null) return null;
    const { isRecheck: isRecheckOfAll } = this.#run.part;
    const context = valueContextOf(this.#run);
    const isSameVersion = link !== undefined && event.version === link.versions.exchange;
    if (isSameVersion && isSyncing(link) && !isRecheckOfAll && !isAsked) return { kind: 'nothing' };
    const selection = select(event, context);
    if (link === undefined) {
      if (selection.kind !== 'out') return { kind: 'work', entry: { kind: 'new', exchangeId: event.id } };
      const { reason, retryAtMs } = selection;
      const retry = retryAtMs === undefined ? {} : { retryAtMs };
      return { kind: 'left', left: { exchangeId: event.id, reason, version: event.version, ...retry } };
    }
    const isRecheck = isSameVersion && (isRecheckOfAll || isAsked);
    const mustHide = event.isPrivate && exposureOf(event, this.#run.settings) !== 'full';
    if (selection.kind === 'out') {
      const removes = selection.reason === 'PRIVATE_EVENT' || (this.#removes && !keepsCopy.has(selection.reason));
      const isDelete = removes && !isRecheck && isSyncing(link);
      return linked(event.id, isRecheck ? 'recheck' : 'same', isDelete, mustHide);
    }
    const { values } = valuesOf(event, selection.exposure, context);
    const isChanged = hasChanged(link, values, this.#run.services.hasher);
    if (isSyncing(link) && !isChanged && !isAsked) {
      const versions = { ...link.versions, exchange: event.version };
      return { kind: 'same', link: { ...link, versions, ...spanOf(event.times) } };
    }
    // What we made and never settled is nobody's change: counted as one, a first sync that was cut off held itself by
    // the brake, for ever.
    const isChange = isChanged && link.state === 'linked';
    return linked(event.id, isRecheck ? 'recheck' : isChange ? 'changed' : 'same', false, mustHide);
  }
}

const keepsCopy: ReadonlySet<string> = new Set(['OUTSIDE_WINDOW', 'TOO_LONG']);

function linked(exchangeId: ExchangeEventId, exchange: NoticedEvent, isDelete: boolean, mustHide = false): Noted {
  return { kind: 'work', entry: { kind: 'linked', exchangeId, exchange, isDelete, mustHide } };
}
