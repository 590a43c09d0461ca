// The history of one pair: one contact that people know, its record in Salesforce and its item in Exchange. It is told
// what people did and what the connector was seen to do, and says at rest what is wrong. Imports nothing of either.
import { FieldHistory, type Edit, type SameValue } from './field-history.js';
import type { Finding } from './finding.js';
import { isCarriedOver, mayWrite, otherSide, sides, type Rules, type Side } from './rules.js';

/** Where a half is: `outside` is another folder of the mailbox. */
export type Place = 'never' | 'there' | 'outside' | 'deleted';

/** The last thing that happened to a half being there, and which edits could be seen by the one who did it. */
export interface Fate {
  readonly act: 'none' | 'made' | 'deleted' | 'restored' | 'movedOut' | 'movedIn';
  readonly by: 'person' | 'connector';
  /** Of a delete: field and edit, as `Title 3`. */
  readonly covers: ReadonlySet<string>;
  /** Counts what happened to the pair. */
  readonly at: number;
  /** Of a restore: who had deleted it. */
  readonly undoes: 'person' | 'connector' | null;
}

/** What one side shows of the pair: all copies that are not deleted. */
export interface Copy {
  readonly place: 'there' | 'outside';
  readonly values: Readonly<Record<string, string>>;
}

export type Look = Readonly<Record<Side, readonly Copy[]>>;

export class Pair {
  readonly fields: ReadonlyMap<string, FieldHistory>;
  readonly fates: Record<Side, Fate> = { Salesforce: never, Exchange: never };
  readonly places: Record<Side, Place> = { Salesforce: 'never', Exchange: 'never' };
  /** Deletes by people since the last rest. */
  readonly deletes: { readonly side: Side; readonly fate: Fate }[] = [];
  isInDoubt = false;
  /** The answer to our making of the item in Exchange was lost. */
  isMakingInDoubt = false;
  /** The answer to a write that Exchange carried out was lost: a contact that is deleted then cannot be read. */
  isExchangeWriteInDoubt = false;
  /** Edited between our last look and our write or delete, where nothing guards against it. */
  isUnguarded = false;
  /** People made both halves, and they have never been at rest together. */
  isFirstMeeting = false;
  /** Both halves were there at rest, so the connector knows them as a pair. */
  hasMet = false;
  wasMovedOut = false;
  /** People made both halves, and the one in Exchange left the folder before they met. */
  wasMovedOutUnmet = false;
  /** A person and the connector made it on the same side, and the connector could not have seen it before. */
  wasMadeByBoth = false;
  readonly #madeSinceRest = new Set<Side>();
  readonly #made: Side[] = [];
  #wasOutsideAlone = false;
  #count = 0;
  /** How often people acted, and what both sides showed when that was last judged right. */
  #acts = 0;
  #settled: { readonly acts: number; readonly halves: string } | null = null;

  constructor(
    readonly name: string,
    readonly rules: Rules,
    fieldNames: readonly string[],
    same: (field: string) => SameValue = () => (value) => value,
  ) {
    this.fields = new Map(fieldNames.map((field) => [field, new FieldHistory(same(field))]));
  }

  /** Nobody acted since this was judged right: then it goes on being right. */
  wasSettledSo(look: Look): boolean {
    return this.#settled?.acts === this.#acts && this.#settled.halves === halvesOf(look);
  }

  made(side: Side, values: Readonly<Record<string, string>>): void {
    this.#acts += 1;
    this.#happened(side, 'made', 'person');
    this.places[side] = 'there';
    this.#made.push(side);
    this.#madeSinceRest.add(side);
    // Nobody looks outside of the folder: to the connector the two are strangers.
    this.wasMovedOutUnmet ||= side === 'Salesforce' && this.#wasOutsideAlone && this.places.Exchange === 'outside';
    this.isFirstMeeting ||= this.#made.includes(otherSide(side)) && !this.hasMet;
    for (const [field, value] of Object.entries(values)) this.#field(field).typed({ side, value, isFirst: true });
  }

  typed(side: Side, field: string, value: string, isUnderWrite = false): void {
    this.#acts += 1;
    this.#field(field).typed({ side, value, isUnderWrite });
  }

  deleted(side: Side): void {
    this.#acts += 1;
    this.#happened(side, 'deleted', 'person');
    this.places[side] = 'deleted';
    this.deletes.push({ side, fate: this.fates[side] });
  }

  restored(side: Side): void {
    this.#acts += 1;
    this.#happened(side, 'restored', 'person');
    this.places[side] = 'there';
  }

  moved(to: 'there' | 'outside'): void {
    this.#acts += 1;
    this.#happened('Exchange', to === 'there' ? 'movedIn' : 'movedOut', 'person');
    this.places.Exchange = to;
    this.wasMovedOut ||= to === 'outside';
    this.wasMovedOutUnmet ||= this.isFirstMeeting && to === 'outside';
    this.#wasOutsideAlone ||= this.fates.Salesforce.act === 'none' && to === 'outside';
  }

  /** The connector was seen to change what a side shows. Answers what was wrong with it at once. */
  connectorDid(side: Side, change: 'made' | 'deleted' | 'wrote', values: Readonly<Record<string, string>>): Finding[] {
    const found: Finding[] = [];
    if (!mayWrite(this.rules, side)) {
      found.push({ law: 'P3', pair: this.name, says: `${side} is only read, and the connector ${change} there` });
    }
    if (change === 'deleted') {
      this.places[side] = 'deleted';
      this.#happened(side, 'deleted', 'connector');
      return found;
    }
    if (change === 'made') {
      const isPersons = this.fates[side].act === 'made' && this.fates[side].by === 'person';
      this.wasMadeByBoth ||= isPersons && this.places[side] === 'there' && this.#madeSinceRest.has(side);
      this.places[side] = 'there';
      // Brought back without a reason, it is still what someone wanted to be gone.
      if (!this.#isDeletedForGood(side)) this.#happened(side, 'made', 'connector');
      for (const history of this.fields.values()) history.emptied(side);
    }
    for (const [field, value] of Object.entries(values)) {
      const result = this.#field(field).written(side, value);
      if (result !== 'nobody typed this') continue;
      found.push({ law: 'P8', pair: this.name, says: `nobody ever typed the ${field} "${value}" that ${side} shows` });
    }
    return found;
  }

  /** What someone who looks at this side can know of. */
  covered(side: Side): ReadonlySet<string> {
    return new Set(
      [...this.fields].flatMap(([name, history]) => history.visibleOn(side).map(({ id }) => `${name} ${id}`)),
    );
  }

  /**
   * Typed on the other side, and not known to the one who deleted. `isAnyMeant` false: not counting what was typed in
   * Salesforce while the end of a write of ours was not known, for that passes for what the org made of it.
   */
  hasUnknownEdit(deletedOn: Side, isAnyMeant = true): boolean {
    return this.#unknownEdits(deletedOn).some(({ edit }) => isAnyMeant || !edit.isUnderWrite);
  }

  /** All such edits put back what was there at the last rest: whether it was anything else meanwhile, who can tell? */
  hasOnlyPutBack(deletedOn: Side): boolean {
    const unknown = this.#unknownEdits(deletedOn);
    return unknown.length > 0 && unknown.every(({ edit, history }) => history.isPutBack(edit.side));
  }

  #unknownEdits(deletedOn: Side): readonly { readonly edit: Edit; readonly history: FieldHistory }[] {
    const { covers } = this.fates[deletedOn];
    return [...this.fields].flatMap(([name, history]) =>
      history.edits
        .filter((edit) => edit.side !== deletedOn && !covers.has(`${name} ${edit.id}`) && !history.isSettled(edit))
        .map((edit) => ({ edit, history })),
    );
  }

  /** The other half was restored after this one was deleted. */
  wasOtherRestored(deletedOn: Side): boolean {
    const other = this.fates[otherSide(deletedOn)];
    return other.act === 'restored' && other.at > this.fates[deletedOn].at;
  }

  #isDeletedForGood(side: Side): boolean {
    const { act, by } = this.fates[side];
    if (act !== 'deleted' || by !== 'person' || this.isFirstMeeting) return false;
    const mayComeBack = isCarriedOver(this.rules, side) || !this.hasMet;
    return !(mayComeBack && (this.hasUnknownEdit(side) || this.wasOtherRestored(side)));
  }

  /** Was judged right at rest: from now on nothing of it is in conflict any more. */
  settle(look: Look): void {
    this.#madeSinceRest.clear();
    this.#settled = { acts: this.#acts, halves: halvesOf(look) };
    const [salesforce] = look.Salesforce;
    const [exchange] = look.Exchange;
    // What was moved out and then deleted there stays what it was judged to be.
    const isOutside = this.places.Exchange === 'outside';
    this.wasMovedOut = isOutside || (this.wasMovedOut && this.places.Exchange === 'deleted');
    // A half that is alone has nothing that it could have been settled with.
    if (salesforce === undefined || exchange === undefined || exchange.place === 'outside') return;
    for (const [field, history] of this.fields) {
      history.settle({ Salesforce: salesforce.values[field] ?? '', Exchange: exchange.values[field] ?? '' });
    }
    this.deletes.length = 0;
    this.isInDoubt = false;
    this.isMakingInDoubt = false;
    this.isExchangeWriteInDoubt = false;
    this.isUnguarded = false;
    this.hasMet = true;
    this.isFirstMeeting = false;
  }

  #happened(side: Side, act: Fate['act'], by: Fate['by']): void {
    this.#count += 1;
    const covers = act === 'deleted' ? this.covered(side) : new Set<string>();
    const undoes = act === 'restored' ? this.fates[side].by : null;
    this.fates[side] = { act, by, covers, at: this.#count, undoes };
  }

  #field(name: string): FieldHistory {
    const history = this.fields.get(name);
    if (history === undefined) throw new Error(`the model knows no field ${name}`);
    return history;
  }
}

function halvesOf(look: Look): string {
  return JSON.stringify(sides.map((side) => look[side].map(({ place }) => place)));
}

const never: Fate = { act: 'none', by: 'person', covers: new Set(), at: 0, undoes: null };
