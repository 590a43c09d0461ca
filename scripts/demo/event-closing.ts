// Calendars and the org event by event: a table, and the reasons why events are left out or differ. Whose events these
// are is told, and never what they are called: a left-out event is nobody's business, on this screen too.
import type { EventComparison } from '#verify/events/compare.js';
import type { CalendarComparison } from '#verify/events/person.js';
import type { EventSettings } from '#verify/events/settings.js';
import { byReason, countByReason, type Finding } from '#verify/finding.js';
import type { Screen } from './screen.js';
import type { ReasonWords } from './words.js';

export function showEventTable(screen: Screen, { people, disagreements }: EventComparison): void {
  const rows = people.map((one) => {
    const { person, settings } = one;
    const number = (count: number): string => (settings === null ? '–' : String(count));
    return [
      `${person.firstName} ${person.lastName}`,
      selectionInWords(settings),
      settings === null ? '–' : `${one.inSalesforce} of ${one.inWindow}`,
      number(one.matched),
      number(leftOutInWindow(one).length),
      number(one.equalFields),
      number(explainedOf(one).length),
      String(disagreements.filter((finding) => finding.person === person.firstName).length),
    ];
  });
  const head = ['person', 'events', 'in Salesforce', 'matched', 'left out', 'equal fields', 'explained', 'wrong'];
  screen.table([head, ...rows]);
}

/** Which events, as a cell of a table. */
function selectionInWords(settings: EventSettings | null): string {
  if (settings === null) return 'none';
  switch (settings.selection) {
    case 'All':
      return 'all';
    case 'ByCategory':
      return 'by category';
    case 'KnownContactOrLead':
      return 'known people';
  }
}

/** What lies outside the window is not among those that could be there. */
function leftOutInWindow({ leftOut }: CalendarComparison): readonly Finding[] {
  return leftOut.filter(({ reason }) => reason !== 'OUTSIDE_WINDOW');
}

function explainedOf({ findings }: CalendarComparison): readonly Finding[] {
  return findings.filter(({ reason }) => reason !== null);
}

/** A reason after the other: how many, and whose; with the words for it where they are given. */
export function showEventReasons(
  screen: Screen,
  words: ReasonWords | null,
  { leftOut, explained }: EventComparison,
): void {
  for (const [code, findings] of byReason([...leftOut, ...explained])) {
    const meaning = words === null ? '' : `  ${screen.paint('dim', words(code))}`;
    const number = `${findings.length}: ${peopleOf(findings)}`;
    screen.wrapped(`  ${screen.paint('yellow', code)}  ${number}${meaning}`, 4);
  }
}

/** `Mira 2, Jonas 1` */
function peopleOf(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { person } of findings) counts.set(person ?? 'nobody', (counts.get(person ?? 'nobody') ?? 0) + 1);
  return [...counts].map(([person, count]) => (counts.size === 1 ? person : `${person} ${count}`)).join(', ');
}

/** For `--json`. */
export function eventResultOf({ people, duplicates, disagreements, explained, leftOut }: EventComparison) {
  return {
    duplicates: duplicates.length,
    disagreements: disagreements.length,
    explained: countByReason(explained),
    leftOut: countByReason(leftOut),
    people: people.map((one) => ({
      person: one.person.username,
      selection: one.settings?.selection ?? null,
      inWindow: one.inWindow,
      inSalesforce: one.inSalesforce,
      matched: one.matched,
      leftOut: countByReason(one.leftOut),
      equalFields: one.equalFields,
      explained: countByReason(one.findings),
      disagreements: one.findings.filter(({ reason }) => reason === null).length,
    })),
  };
}
