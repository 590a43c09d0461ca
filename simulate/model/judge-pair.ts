// Holds what both sides of a pair show at rest against what the history of each field allows.
import type { Finding } from './finding.js';
import { allowedValues, type Shown, type Undecidable } from './judge-field.js';
import type { FieldHistory } from './field-history.js';
import type { Look, Pair } from './pair.js';
import { sides, sourceOf, type Side } from './rules.js';

interface Judged {
  readonly findings: readonly Finding[];
  readonly undecidable: readonly Undecidable[];
  /** Left different until someone decides: it goes on being a conflict. */
  readonly isHeld: boolean;
  /** Held, and not merely left as the two met: someone has to be told. */
  readonly isConflict: boolean;
}

export function judgeFields(pair: Pair, look: Look): Judged {
  const [salesforce] = look.Salesforce;
  const [exchange] = look.Exchange;
  if (salesforce === undefined || exchange === undefined || exchange.place === 'outside') {
    return { findings: judgeAlone(pair, look), undecidable: [], isHeld: false, isConflict: false };
  }
  const findings: Finding[] = [];
  const undecidable: Undecidable[] = [];
  let isHeld = false;
  for (const [field, history] of pair.fields) {
    const now: Shown = { Salesforce: salesforce.values[field] ?? '', Exchange: exchange.values[field] ?? '' };
    const { isInDoubt, isUnguarded, isFirstMeeting } = pair;
    const deletedOn = pair.deletes.at(-1)?.side ?? null;
    const allowed = allowedValues(history, pair.rules, { isInDoubt, isUnguarded, isFirstMeeting, deletedOn });
    const isIt = (one: Shown): boolean => sides.every((side) => history.isSame(one[side], now[side]));
    if (allowed.right.some(isIt)) {
      const isDifferent = !history.isSame(now.Salesforce, now.Exchange) && sourceOf(pair.rules) === null;
      isHeld ||= pair.rules.conflict === 'Ask' && isDifferent && isOpen(history);
      continue;
    }
    const apart = allowed.undecidable.find(isIt);
    if (apart !== undefined) {
      undecidable.push(apart.why);
      continue;
    }
    const right = [...new Set(allowed.right.map(inWords))].join(', or ');
    findings.push({ law: 'P8', pair: pair.name, says: `${field}: ${inWords(now)}; right is ${right}` });
  }
  return { findings, undecidable, isHeld, isConflict: isHeld && !pair.isFirstMeeting };
}

/** Something was typed since the last rest, besides what the two were made with. */
function isOpen(history: FieldHistory): boolean {
  return history.unsettled.some(({ isFirst }) => !isFirst);
}

/** A half without a partner: nobody overwrites what was typed there. */
function judgeAlone(pair: Pair, look: Look): readonly Finding[] {
  return sides.flatMap((side) => {
    const [copy] = look[side];
    return copy === undefined
      ? []
      : [...pair.fields].flatMap(([field]) => judgeAloneField(pair, side, field, copy.values[field]));
  });
}

function judgeAloneField(pair: Pair, side: Side, field: string, value = ''): readonly Finding[] {
  const history = pair.fields.get(field);
  const own = history?.lastOn(side) ?? null;
  if (history === undefined || own === null || history.isSame(own.value, value)) return [];
  const shown = history.shown(side);
  const isLater = shown !== null && (shown.past.has(own.id) || !own.past.has(shown.id));
  if (isLater && history.isSame(shown.value, value)) return [];
  return [
    { law: 'P8', pair: pair.name, says: `${field}: ${side} shows "${value}" after "${own.value}" was typed there` },
  ];
}

function inWords({ Salesforce, Exchange }: Shown): string {
  if (Salesforce === Exchange) return `"${Salesforce}" on both`;
  return `"${Salesforce}" in Salesforce and "${Exchange}" in Exchange`;
}
