// The end of the story: contacts item by item in one table, what the rules explain, what nothing explains, and where to
// look next. The same as data for `--json`, events too; their table is in event-closing.ts.
import { allDisagreements, type Agreement } from '#verify/agreement.js';
import { callsByPerson, countCalls, type CallLine } from './calls.js';
import type { ContactComparison } from '#verify/contacts/compare.js';
import type { FolderComparison, Share } from '#verify/contacts/person.js';
import { eventResultOf } from './event-closing.js';
import { byReason, countByReason, type Finding } from '#verify/finding.js';
import { sentence } from '#verify/words.js';
import type { Screen } from './screen.js';
import type { StepResult } from './story.js';
import type { CastMember } from '#verify/systems.js';
import type { ReasonWords } from './words.js';

const examplesMax = 3;
const findingsMax = 20;

export function showTable(screen: Screen, { people, disagreements }: ContactComparison): void {
  const rows = people.map((one) => [
    `${one.person.firstName} ${one.person.lastName}`,
    directionOf(one),
    shareText(one.intoFolder),
    shareText(one.intoSalesforce),
    String(one.pairs),
    String(one.equalFields),
    String(one.findings.filter(({ reason }) => reason !== null).length),
    String(disagreements.filter(({ person }) => person === one.person.firstName).length),
  ]);
  const head = ['person', 'direction', 'to folder', 'to Salesforce', 'pairs', 'equal fields', 'explained', 'wrong'];
  screen.table([head, ...rows]);
}

function directionOf({ settings: { toExchange, toSalesforce } }: FolderComparison): string {
  if (toExchange && toSalesforce) return 'both ways';
  return toExchange ? 'to Outlook' : 'to Salesforce';
}

function shareText(share: Share | null): string {
  return share === null ? '–' : `${share.there} of ${share.wanted}`;
}

/** What the rules explain, a line or two a reason; with the words for it where they are given. */
export function showExplained(screen: Screen, words: ReasonWords | null, explained: readonly Finding[]): void {
  for (const [code, findings] of byReason(explained)) {
    const who = [...new Set(findings.map((finding) => finding.who))];
    const names = who.slice(0, examplesMax).join(', ');
    const more = who.length > examplesMax ? ` and ${who.length - examplesMax} more` : '';
    screen.wrapped(`  ${screen.paint('yellow', code)}  ${findings.length}: ${names}${more}`, 4);
    if (words !== null) screen.wrapped(`    ${screen.paint('dim', words(code))}`, 4);
  }
}

export function showDisagreements(screen: Screen, disagreements: readonly Finding[]): void {
  for (const found of disagreements.slice(0, findingsMax)) {
    screen.wrapped(`  ${screen.paint('red', '✗')} ${sentence(found)}`, 4);
  }
  const more = disagreements.length - findingsMax;
  if (more > 0) screen.line(`  and ${more} more`);
}

export interface ResultInput {
  readonly agreement: boolean;
  readonly compared: Agreement;
  readonly steps: readonly StepResult[];
  readonly calls: readonly CallLine[];
  readonly people: readonly CastMember[];
  readonly integrationUser: string;
  readonly seconds: number;
}

/** The result for machines: one JSON object. Names of contacts and subjects of events are not in it. */
export function resultOf(input: ResultInput) {
  const { agreement, compared, steps, calls, people, integrationUser, seconds } = input;
  const perPerson = callsByPerson(calls, people);
  return {
    agreement,
    duplicates: compared.contacts.duplicates.length + compared.events.duplicates.length,
    disagreements: allDisagreements(compared).length,
    explained: countByReason(compared.contacts.explained),
    seconds: rounded(seconds),
    people: compared.contacts.people.map((one) => ({
      person: one.person.username,
      direction: directionOf(one),
      intoFolder: one.intoFolder,
      intoSalesforce: one.intoSalesforce,
      pairs: one.pairs,
      equalFields: one.equalFields,
      explained: countByReason(one.findings),
      disagreements: one.findings.filter(({ reason }) => reason === null).length,
      calls: perPerson[one.person.username],
    })),
    events: eventResultOf(compared.events),
    calls: {
      exchange: countOf(calls, 'exchange'),
      salesforce: countOf(calls, 'salesforce'),
      tokens: countOf(calls, 'microsoft-token') + countOf(calls, 'salesforce-token'),
      purposes: countCalls(calls, integrationUser),
    },
    steps: steps.map((step) => ({ ...step, seconds: rounded(step.seconds) })),
  };
}

export type Result = ReturnType<typeof resultOf>;

/** In the end and after every scene: what heals by itself later was wrong all the same. */
export function isInAgreement(compared: Pick<Agreement, 'agreement'>, steps: readonly StepResult[]): boolean {
  return compared.agreement && steps.every(({ agreement }) => agreement);
}

/** HTTP requests. */
function countOf(calls: readonly CallLine[], wanted: CallLine['system']): number {
  return calls.filter(({ system, isSubRequest }) => system === wanted && !isSubRequest).length;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
