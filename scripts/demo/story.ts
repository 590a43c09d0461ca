// Plays the story: lets people act, asks the connector to sync, waits for its answer, and shows what changed where and
// why, what it cost, and whether both systems agree. It waits for answers, never for time to go by: where Salesforce's
// whole seconds need time, the emulated clock is moved.
import { allDisagreements, compareAll, type Agreement } from '#verify/agreement.js';
import { sentence } from '#verify/words.js';
import { callsInWords, countCalls, type CallCounts } from './calls.js';
import type { Change } from './change.js';
import { changeInWords, changeCounts, findChanges, systemName } from './changes.js';
import type { Screen } from './screen.js';
import type { Stage } from './stage.js';
import { syncNow, type Step, type StepRequest } from './step.js';
import type { Systems } from '#verify/systems.js';
import type { ReasonWords } from './words.js';

export interface StoryParts {
  readonly stage: Stage;
  readonly words: ReasonWords;
  readonly integrationUser: string;
  /** Rejects when emulator or connector end by themselves. */
  readonly trouble: Promise<never>;
  readonly stop: AbortSignal;
}

export interface StepResult {
  readonly title: string;
  readonly seconds: number;
  readonly calls: CallCounts;
  readonly changes: Readonly<Record<string, number>>;
  readonly agreement: boolean;
}

/** Somebody ended the demo. */
export class Interrupted extends Error {}

/** The story cannot go on; the message is for the person who watches. */
export class StoryProblem extends Error {}

const second = 1_000;
/** Salesforce's time stamps have whole seconds; a change counts as settled two seconds later. */
const settleMs = 3 * second;
const lookEveryMs = 100;
/** No answer for so long means that something is broken; first syncs of many contacts get ten times as much. */
const patienceMs = 60 * second;
const patienceAtFirstMs = 10 * patienceMs;
const roundsMax = 6;
const linesMax = 10;

export class Story {
  readonly #parts: StoryParts;
  /** What the connector says is not in step, by reason, over all people: the answer to the last request. */
  #told: ReadonlyMap<string, number> = new Map();
  /** Both systems when people had last done something. */
  #left: Systems;

  constructor(parts: StoryParts) {
    this.#parts = parts;
    this.#left = parts.stage.before;
  }

  async play(step: Step, number: number): Promise<StepResult> {
    const { stage, integrationUser, words } = this.#parts;
    const { screen, control } = stage;
    const startedAtMs = Date.now();
    screen.line();
    screen.line(screen.paint('bold', `${number}  ${step.title}`));
    screen.wrapped(`   ${screen.paint('dim', step.rule)}`, 3);
    await this.#alignSecond();
    const mark = await control.mark();
    const reasons = await step.act(stage);
    const acted = await stage.look();
    this.#left = acted;
    await control.advance(settleMs);
    const toldBefore = this.#told;
    await this.ask(step.request);
    const after = await this.untilQuiet(acted);
    const changes = findChanges(acted, after, stage.people);
    showChanges(screen, changes);
    showReasons(screen, words, [...reasons, ...this.#newReasons(toldBefore)]);
    const calls = countCalls(await control.callsSince(mark), integrationUser);
    const seconds = (Date.now() - startedAtMs) / second;
    screen.line(`    ${screen.paint('dim', `${callsInWords(calls)}; ${seconds.toFixed(1)} s`)}`);
    const compared = await this.compare(after);
    showVerdict(screen, compared);
    const isQuietAsItShould = step.changesNothing !== true || changes.length === 0;
    if (!isQuietAsItShould) screen.line(`    ${screen.paint('red', '✗')} nothing should have been written here`);
    const agreement = compared.agreement && isQuietAsItShould;
    return { title: step.title, seconds, calls, changes: changeCounts(changes), agreement };
  }

  async compare(after: Systems): Promise<Agreement> {
    const { before, people, tenantId, ledger: expected, eventLedger: expectedEvents, control } = this.#parts.stage;
    const nowMs = await control.nowMs();
    return compareAll({ before, left: this.#left, after, people, tenantId, nowMs, expected, expectedEvents });
  }

  /** Asks for a sync of everybody and waits until it is done. `onWait` is called again and again meanwhile. */
  async ask({ by, type, objects }: StepRequest, onWait?: () => Promise<void>): Promise<void> {
    const { stage, stop, trouble } = this.#parts;
    const givesUpAtMs = Date.now() + (onWait === undefined ? patienceMs : patienceAtFirstMs);
    const about = objects === undefined ? {} : { Objects__c: objects };
    const id = await stage.control.inSalesforce(by, 'request', { fields: { Type__c: type, ...about } });
    for (;;) {
      if (stop.aborted) throw new Interrupted();
      const { state, result } = await Promise.race([stage.control.request(id), trouble]);
      if (state === 'Done') {
        this.#told = reasonsIn(result);
        return;
      }
      if (state !== 'Queued' && state !== 'Running') {
        throw new StoryProblem(`The connector answered the request ${type} with ${state}: ${result}`);
      }
      if (Date.now() > givesUpAtMs) throw new StoryProblem(`The connector does not answer the request ${type}.`);
      await onWait?.();
      await pause(lookEveryMs, stop);
    }
  }

  /** One person's work may be another one's news: goes on until a round writes nothing to Salesforce. */
  async untilQuiet(from: Systems): Promise<Systems> {
    const { stage } = this.#parts;
    let seen = from;
    for (let round = 0; round < roundsMax; round += 1) {
      const now = await stage.look();
      if (!findChanges(seen, now, stage.people).some(({ side }) => side === 'salesforce')) return now;
      seen = now;
      await stage.control.advance(settleMs);
      await this.ask(syncNow);
    }
    throw new StoryProblem('The connector does not come to rest: each run changes something again.');
  }

  /** So that what people do in one scene falls into one second, and the connector sees all of it or nothing. */
  async #alignSecond(): Promise<void> {
    const { control } = this.#parts.stage;
    const nowMs = await control.nowMs();
    await control.advance(second - (nowMs % second));
  }

  /** Reasons that the connector reports more often than before. */
  #newReasons(before: ReadonlyMap<string, number>): string[] {
    return [...this.#told].filter(([code, number]) => number > (before.get(code) ?? 0)).map(([code]) => code);
  }
}

function showChanges(screen: Screen, changes: readonly Change[]): void {
  if (changes.length === 0) screen.line('    → nothing is written');
  for (const change of changes.slice(0, linesMax)) {
    const place = `→ ${systemName(change)}`.padEnd(14);
    screen.wrapped(`    ${screen.paint('green', place)} ${ownedBy(change)}${changeInWords(change)}`, 19);
  }
  if (changes.length > linesMax) screen.line(`      and ${changes.length - linesMax} more`);
}

function ownedBy({ person }: Change): string {
  return person === '' ? '' : `(${person}) `;
}

function showReasons(screen: Screen, words: ReasonWords, codes: readonly string[]): void {
  for (const code of new Set(codes)) {
    screen.wrapped(`    ${screen.paint('yellow', code)}  ${screen.paint('dim', words(code))}`, 6);
  }
}

export function showVerdict(screen: Screen, compared: Agreement): void {
  const { agreement, contacts, events } = compared;
  if (agreement) {
    screen.wrapped(`    ${screen.paint('green', '✓')} both systems agree: ${sumsInWords(contacts, events)}`, 6);
    return;
  }
  const disagreements = allDisagreements(compared);
  screen.line(`    ${screen.paint('red', '✗')} ${disagreements.length} differences that nothing explains`);
  for (const found of disagreements.slice(0, linesMax)) {
    screen.wrapped(`      ${sentence(found)}`, 8);
  }
}

function sumsInWords(contacts: Agreement['contacts'], events: Agreement['events']): string {
  const equal = [...contacts.people, ...events.people].reduce((sum, { equalFields }) => sum + equalFields, 0);
  const explained = contacts.explained.length + events.explained.length;
  const differences = explained === 0 ? '' : `, ${explained} differences explained`;
  const leftOut = events.leftOut.length === 0 ? '' : `, ${events.leftOut.length} events left out`;
  return `${equal} fields equal${differences}${leftOut}`;
}

/** A result has one line a person: `{"person":"…","synced":60,"notInStep":{"EMAIL_SHARED":1}}`. */
function reasonsIn(result: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const line of result.split('\n').filter((text) => text.startsWith('{'))) {
    const { notInStep } = JSON.parse(line) as { readonly notInStep: Readonly<Record<string, number>> };
    for (const [code, number] of Object.entries(notInStep)) sums.set(code, (sums.get(code) ?? 0) + number);
  }
  return sums;
}

export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
