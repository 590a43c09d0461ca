// First pass, event by event: has it to be looked at, is it left out, or has it merely another version? Decided from
// what Exchange showed and what the link remembers, without a call to Salesforce. The last word on an event counts.
import type { EventLink, EventLinkState, GraphEvent } from '../../../core/event/model.js';
import { exchangeEventFromGraph, kindOf } from '../../../core/event/read.js';
import { select } from '../../../core/event/select.js';
import { hasChanged } from '../../../core/event/settle.js';
import { spanOf } from '../../../core/event/times.js';
import { exposureOf, valuesOf } from '../../../core/event/values.js';
import type { ExchangeEventId } from '../../../core/model.js';
import { valueContextOf, type ReadyEventRun } from '../context.js';
import { KeptEvents, type EventEntry, type EventShape, type LeftEvent } from './entries.js';

type Noted =
  | { readonly kind: 'work'; readonly entry: EventEntry; readonly isChange: boolean; readonly isDelete: boolean }
  | { readonly kind: 'left'; readonly left: LeftEvent }
  | { readonly kind: 'same'; readonly link: EventLink }
  /** Exactly as it was remembered. */
  | { readonly kind: 'nothing' };

export class Sorter {
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
    const links = await this.#linksOf(ids);
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
    const links = await this.#linksOf(ids);
    for (const id of ids) {
      this.kept.drop(id);
      const link = links.get(id);
      if (link === undefined) {
        this.#noted.delete(id);
        this.#vanished.add(id);
      } else if (isLive(link.state)) {
        const entry = {
          kind: 'linked',
          exchangeId: id,
          isReportedGone: true,
          isRecheck: false,
          mustHide: false,
        } as const;
        this.#noted.set(id, {
          kind: 'work',
          entry,
          isChange: false,
          isDelete: link.state === 'linked' && this.#removes,
        });
      }
    }
  }

  /** Could not be read just now: the second pass tries it once more, and says what comes of it. */
  async unread(ids: readonly ExchangeEventId[]): Promise<void> {
    const links = await this.#linksOf(ids);
    const asLinked = { kind: 'linked', isReportedGone: false, isRecheck: false, mustHide: false } as const;
    for (const exchangeId of ids) {
      const entry = links.has(exchangeId) ? { ...asLinked, exchangeId } : ({ kind: 'new', exchangeId } as const);
      this.#noted.set(exchangeId, work(entry, false, false));
    }
  }

  /** A link that needs nothing but another state or version. */
  same(link: EventLink): void {
    this.#noted.set(link.exchangeId, { kind: 'same', link });
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

  result(): {
    readonly entries: readonly EventEntry[];
    readonly left: readonly LeftEvent[];
    readonly same: readonly EventLink[];
    readonly shape: EventShape;
  } {
    const noted = [...this.#noted.values()];
    const work = noted.flatMap((one) => (one.kind === 'work' ? [one] : []));
    return {
      entries: work.map(({ entry }) => entry),
      left: noted.flatMap((one) => (one.kind === 'left' ? [one.left] : [])),
      same: noted.flatMap((one) => (one.kind === 'same' ? [one.link] : [])),
      shape: {
        changedLinks: work.filter(({ isChange }) => isChange).length,
        deletes: work.filter(({ isDelete }) => isDelete).length,
        reportedGone: work.filter(({ entry }) => entry.kind === 'linked' && entry.isReportedGone).length,
      },
    };
  }

  get #removes(): boolean {
    return this.#run.settings.deleted === 'RemoveFromSalesforce';
  }

  async #linksOf(ids: readonly ExchangeEventId[]): Promise<ReadonlyMap<ExchangeEventId, EventLink>> {
    const links = await this.#run.services.store.eventLinksByExchangeIds(this.#run.person, ids);
    return new Map(links.map((link) => [link.exchangeId, link]));
  }

  #judge(raw: GraphEvent, link: EventLink | undefined, isAsked: boolean): Noted | null {
    const event = exchangeEventFromGraph(raw);
    if (event === null) return null;
    const context = valueContextOf(this.#run);
    const isSameVersion = link !== undefined && event.version === link.exchangeVersion;
    const mayBeSkipped = isSameVersion && link.state === 'linked' && !this.#run.isRecheck && !isAsked;
    if (mayBeSkipped) return { kind: 'nothing' };
    const selection = select(event, context);
    if (link === undefined) {
      if (selection.kind !== 'out') return work({ kind: 'new', exchangeId: event.id }, false, false);
      const { reason, retryAtMs } = selection;
      const retry = retryAtMs === undefined ? {} : { retryAtMs };
      return { kind: 'left', left: { exchangeId: event.id, reason, version: event.version, ...retry } };
    }
    const isRecheck = isSameVersion && (this.#run.isRecheck || isAsked);
    const mustHide = event.isPrivate && exposureOf(event, this.#run.settings) !== 'full';
    const entry = { kind: 'linked', exchangeId: event.id, isReportedGone: false, isRecheck, mustHide } as const;
    if (selection.kind === 'out') {
      const removes = selection.reason === 'PRIVATE_EVENT' || (this.#removes && !keepsCopy.has(selection.reason));
      return work(entry, false, removes && !isRecheck && link.state === 'linked');
    }
    const { values } = valuesOf(event, selection.exposure, context);
    const isChanged = hasChanged(link, values, this.#run.services.hasher);
    if (link.state === 'linked' && !isChanged && !isAsked) {
      return { kind: 'same', link: { ...link, exchangeVersion: event.version, ...spanOf(event.times) } };
    }
    return work(entry, isChanged && link.state === 'linked' && !isRecheck, false);
  }
}

const keepsCopy: ReadonlySet<string> = new Set(['OUTSIDE_WINDOW', 'TOO_LONG']);

function work(entry: EventEntry, isChange: boolean, isDelete: boolean): Noted {
  return { kind: 'work', entry, isChange, isDelete };
}

export function isLive(state: EventLinkState): boolean {
  return state === 'linked' || state === 'forgotten';
}
