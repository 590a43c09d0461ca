// Plays a story: the emulator, a connector that can be killed at any call, people who act between two calls, and the
// model that judges. The same story is always the same play.
import { sidesOf, addRep, type TwoSides } from '../../connector/test/support/two-sides.js';
import { openWorkbench, type Workbench } from '../../connector/test/support/workbench.js';
import { writesDuring } from '../../connector/test/support/writes.js';
import { Chance } from '../../emulator/src/world.js';
import type { Finding } from '../model/finding.js';
import { judgeAtRest } from '../model/judge.js';
import { Pair } from '../model/pair.js';
import type { Rules } from '../model/rules.js';
import { perform } from '../world/hands.js';
import { asOrgFormats, phoneAutomation } from '../world/phones.js';
import { fieldNames, nameOf, tellAct, type Act, type Step, type Story } from '../world/story.js';
import { Interruptions } from './interruptions.js';
import { Observer } from './observer.js';
import { ProcessLife } from './process.js';

export interface Played {
  readonly findings: readonly Finding[];
  /** Cases that nobody can decide from outside, with their numbers. */
  readonly undecidable: Readonly<Record<string, number>>;
  /** What happened, one line each. */
  readonly told: readonly string[];
  readonly calls: number;
}

const startMs = Date.UTC(2031, 2, 3, 8);
const hourMs = 3_600_000;

export class Play {
  readonly findings: Finding[] = [];
  readonly told: string[] = [];
  readonly undecidable: Record<string, number> = {};
  readonly pairs = new Map<
    string,
    { readonly pair: Pair; readonly owner: TwoSides['person']; readonly sides: TwoSides }
  >();
  readonly observer: Observer;
  life = new ProcessLife();
  readonly #interruptions: Interruptions;

  private constructor(
    readonly story: Story,
    readonly bench: Workbench,
    life: () => ProcessLife,
  ) {
    const reps = story.people.map((rules, index) =>
      addRep(bench, `Person${'ABC'[index]}`, rules.direction, fieldsOf(rules)),
    );
    for (const rep of reps) rep.outlook.createFolder('Salesforce_Sync');
    story.owners.forEach((owner, contact) => {
      const rep = reps[owner];
      const rules = story.people[owner];
      if (rep === undefined || rules === undefined) throw new Error('a contact without an owner');
      const same = (field: string): ((value: string) => string) =>
        story.formatsPhones && field.endsWith('Phone') ? asOrgFormats : (value) => value;
      const pair = new Pair(nameOf(contact), rules, fieldNames, same);
      this.pairs.set(pair.name, { pair, owner: rep.person, sides: sidesOf(bench, rep.person) });
    });
    this.observer = new Observer(bench.emulator, this.pairs);
    this.#interruptions = new Interruptions(this, life);
  }

  static async of(story: Story): Promise<Played> {
    const chance = new Chance(story.seed + 1);
    let life = new ProcessLife();
    const bench = await openWorkbench(
      { cast: 'empty', seed: story.seed },
      {
        processOf: (usual) => {
          life = new ProcessLife();
          return life.partsOf(usual, chance);
        },
      },
    );
    const { clock } = bench.emulator.world;
    try {
      clock.freeze(startMs);
      await bench.restart();
      if (story.formatsPhones) bench.emulator.salesforce.setSwitch('automation', phoneAutomation);
      bench.emulator.exchange.setSwitch('contactsIgnoreIfMatch', story.ignoresIfMatch);
      const play = new Play(story, bench, () => life);
      for (const step of story.steps) {
        await play.#step(step);
        if (play.findings.length > 0) break;
      }
      if (play.findings.length === 0) await play.#lastRest();
      return {
        findings: play.findings,
        undecidable: play.undecidable,
        told: play.told,
        calls: bench.emulator.world.calls.mark(),
      };
    } finally {
      bench.emulator.world.faults.watcher = null;
      await bench.stop();
    }
  }

  act(act: Act): void {
    const found = this.pairs.get(nameOf(act.contact));
    if (found === undefined) return;
    const { clock } = this.bench.emulator.world;
    // Two things never happen in the same second here: which of them was later could not be told from outside.
    clock.advance(1_100);
    const { pair, sides } = found;
    const isUnderWrite = this.#interruptions.isUnderWrite(pair.name);
    const { emulator } = this.bench;
    const wasPossible = perform(act, { emulator, owner: sides, pair, sight: this.observer.sight, isUnderWrite });
    if (wasPossible) this.told.push(`  a person ${tellAct(act)}`);
    this.observer.look();
    clock.advance(1_100);
  }

  async #step(step: Step): Promise<void> {
    switch (step.kind) {
      case 'act':
        this.act(step.act);
        return;
      case 'run':
        this.told.push('the connector works');
        this.#interruptions.plan(step.meanwhile);
        await this.#rounds();
        this.#interruptions.end();
        return;
      case 'rest':
        await this.rest();
        await this.#judge();
    }
  }

  /** Until nobody is due, or for some rounds: with trouble it may take longer than anybody wants to wait. */
  async #rounds(): Promise<void> {
    const { clock } = this.bench.emulator.world;
    clock.advance(17 * 60_000);
    for (let round = 0, quiet = 0; round < 12 && quiet < 2; round += 1) {
      const ended = await this.#interruptions.whileAlive(() => this.bench.worker.round());
      if (ended === 'killed') await this.#startAgain();
      else quiet = ended.runs === 0 ? quiet + 1 : 0;
      clock.advance(2_000);
    }
  }

  /** The start of a process is not what is tried here: no fault waits for it. */
  async #startAgain(): Promise<void> {
    this.bench.emulator.world.faults.clear();
    await this.bench.restart();
  }

  /** Three runs of the law P1, and once more for what waits for its minute after an answer that was lost. */
  async rest(): Promise<void> {
    this.told.push('all is quiet');
    for (let run = 0; run < 4; run += 1) await this.bench.settle();
  }

  async #judge(): Promise<void> {
    for (const { pair, sides } of this.pairs.values()) {
      const { findings, undecidable, isConflict } = judgeAtRest(pair, this.observer.lookOf(pair.name));
      this.findings.push(...findings);
      for (const why of undecidable) this.undecidable[why] = (this.undecidable[why] ?? 0) + 1;
      const isTold = !isConflict || Object.keys(await sides.findings()).length > 0;
      if (!isTold) this.findings.push({ law: 'P16', pair: pair.name, says: 'is left different, and nobody is told' });
    }
  }

  /** Judged twice: soon, and after the listing of the week; then a run must write nothing (P2). */
  async #lastRest(): Promise<void> {
    await this.rest();
    const { clock } = this.bench.emulator.world;
    clock.advance(8 * 24 * hourMs);
    await this.rest();
    await this.#judge();
    clock.advance(25 * hourMs);
    const { exchange, salesforce } = await writesDuring(this.bench, () => this.bench.settle());
    const writes = [...exchange, ...salesforce];
    if (writes.length > 0)
      this.findings.push({ law: 'P2', pair: 'all', says: `a quiet run wrote: ${writes.join(', ')}` });
  }
}

function fieldsOf(rules: Rules): Record<string, string> {
  return {
    Contact_Conflict__c: rules.conflict,
    Contact_First_Link__c: rules.firstLink,
    Contact_Deleted_In_Salesforce__c: rules.deletedIn.Salesforce,
    Contact_Deleted_In_Exchange__c: rules.deletedIn.Exchange,
  };
}
