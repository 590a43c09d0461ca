// Whether each half of a pair has to be there at rest: nothing lost, nothing doubled, nothing brought back.
// The rules are the tables "Edited and deleted", "Moved out" and "Pairs that had stopped" of docs/sync-rules.md, told
// from what people did and saw instead of from what the connector remembers.
import type { Finding } from './finding.js';
import type { Look, Pair } from './pair.js';
import { isCarriedOver, mayWrite, otherSide, sides, type Side } from './rules.js';

/** Where the halves may be at rest: in the folder, outside of it, or nowhere. */
type Places = Readonly<Record<Side, 'there' | 'outside' | 'gone'>>;

interface Judged {
  readonly findings: readonly Finding[];
  readonly undecidable: readonly string[];
}

export function allowedPresence(pair: Pair, look: Look): Judged {
  const twice = sides.filter((side) => look[side].length > 1);
  const findings: Finding[] = twice.map((side) => ({
    law: 'P8',
    pair: pair.name,
    says: `${side} has ${look[side].length} of it`,
  }));
  if (pair.wasSettledSo(look)) return { findings, undecidable: [] };
  const now: Places = { Salesforce: placeOf(look, 'Salesforce'), Exchange: placeOf(look, 'Exchange') };
  const allowed = rightPlaces(pair);
  if (allowed.some((one) => isSame(one, now))) return { findings, undecidable: [] };
  if (isUndecidable(pair, now)) return { findings, undecidable: ['deletedInDoubt'] };
  const right = allowed.map(inWords).join(' or ');
  const says = `Salesforce: ${now.Salesforce}, Exchange: ${now.Exchange}; right is ${right}`;
  return { findings: [...findings, { law: lawOf(pair, now), pair: pair.name, says }], undecidable: [] };
}

function placeOf(look: Look, side: Side): 'there' | 'outside' | 'gone' {
  const copies = look[side];
  return copies.find(({ place }) => place === 'there')?.place ?? copies[0]?.place ?? 'gone';
}

function rightPlaces(pair: Pair): readonly Places[] {
  const { fates } = pair;
  const outside = pair.places.Exchange === 'outside';
  const isDeleted = (side: Side): boolean => fates[side].act === 'deleted' && fates[side].by === 'person';
  const gone = sides.filter(isDeleted);
  if (gone.length === 2) return [nowhere];
  const exists = sides.some((side) => fates[side].act !== 'none');
  if (!exists) return [nowhere];
  const [side] = gone;
  if (side !== undefined) return oneDeleted(pair, side, outside);
  if (outside) return movedOut(pair);
  return alive(pair);
}

/** Nobody's last wish was that it goes: both halves, as far as the direction goes. */
function alive(pair: Pair): readonly Places[] {
  const hasHalf = (side: Side): boolean => pair.places[side] === 'there' || mayWrite(pair.rules, side);
  // Made on a side that is only written: the other one is none of its business.
  const isOnTarget = sides.find((side) => pair.places[side] === 'there' && !mayWrite(pair.rules, otherSide(side)));
  const other = isOnTarget === undefined ? null : otherSide(isOnTarget);
  if (other !== null && pair.places[other] !== 'there') return [alone(otherSide(other))];
  return [
    {
      Salesforce: hasHalf('Salesforce') ? 'there' : 'gone',
      Exchange: hasHalf('Exchange') ? 'there' : 'gone',
    },
  ];
}

function oneDeleted(pair: Pair, side: Side, outside: boolean): readonly Places[] {
  const other = otherSide(side);
  const stays = alone(other, outside && other === 'Exchange');
  if (pair.fates[other].act === 'none') return [nowhere];
  const wasRestored = pair.wasOtherRestored(side);
  const hasEdit = pair.hasUnknownEdit(side);
  const isBackAgain: Places = { Salesforce: 'there', Exchange: 'there' };
  if (outside) return [stays];
  // Two that people made and that never met: the one that is left is new, and nobody wished its end.
  if (pair.isFirstMeeting) return [nowhere, stays, isBackAgain];
  if (!isCarriedOver(pair.rules, side)) {
    // A tombstone stays one, unless the connector had not met the deleted half yet.
    return pair.hasMet || pair.fates[other].by === 'connector' ? [stays] : [stays, isBackAgain];
  }
  // Moved out and then deleted: it may have been noticed as either.
  if (pair.wasMovedOut) return hasEdit || wasRestored ? [stays, isBackAgain] : [nowhere, stays];
  // A person deleted and restored it between two looks: to the one who looks nothing happened, or both.
  if (wasRestored && pair.fates[other].undoes === 'person') return [nowhere, stays, isBackAgain];
  if (pair.hasOnlyPutBack(side)) return [nowhere, stays, isBackAgain];
  if (hasEdit || wasRestored) return [mayWrite(pair.rules, side) ? isBackAgain : stays];
  return [nowhere];
}

/** Moved out: neither is made again and neither goes. */
function movedOut(pair: Pair): readonly Places[] {
  const { act, by } = pair.fates.Salesforce;
  if (pair.places.Salesforce === 'there') return [{ Salesforce: 'there', Exchange: 'outside' }];
  const both: Places = { Salesforce: 'there', Exchange: 'outside' };
  const onlyThere: Places = { Salesforce: 'gone', Exchange: 'outside' };
  return act === 'deleted' && by === 'connector' ? [both] : [onlyThere];
}

/** Made or changed in Exchange without an answer and deleted before we could look: it may come back once. */
function isUndecidable(pair: Pair, now: Places): boolean {
  const { act, by } = pair.fates.Exchange;
  // An edit between our last look and our delete: both are gone, and it is in the recycle bin only.
  const deletedBy = sides.map((side) => (pair.fates[side].act === 'deleted' ? pair.fates[side].by : null));
  const isCarried = deletedBy.includes('person') && deletedBy.includes('connector');
  if (pair.isUnguarded && isCarried && isSame(now, nowhere)) return true;
  // Typed while the end of our write was not known, and then the source was deleted: in the recycle bin as well.
  const isHidden = deletedBy[sides.indexOf('Exchange')] === 'person' && !pair.hasUnknownEdit('Exchange', false);
  if (isCarried && isHidden && isSame(now, nowhere)) return true;
  const mayBeMadeAgain = pair.isMakingInDoubt || pair.isExchangeWriteInDoubt;
  return mayBeMadeAgain && act === 'deleted' && by === 'person' && now.Exchange === 'there';
}

function lawOf(pair: Pair, now: Places): string {
  const isBack = sides.some((side) => now[side] !== 'gone' && pair.fates[side].act === 'deleted');
  return isBack || sides.some((side) => pair.fates[side].act === 'deleted') ? 'P5' : 'P1';
}

const nowhere: Places = { Salesforce: 'gone', Exchange: 'gone' };

function alone(side: Side, isOutside = false): Places {
  return { ...nowhere, [side]: isOutside ? 'outside' : 'there' };
}

function isSame(one: Places, other: Places): boolean {
  return sides.every((side) => one[side] === other[side]);
}

function inWords(places: Places): string {
  return sides.map((side) => `${side} ${places[side]}`).join(', ');
}
