// Draws a story from a seed: a small world in which everything meets, or a larger one of three people. The same seed is
// the same story. Values are given once, so that it can be told who typed what, apart from old ones that are put back.
import { Chance } from '../../emulator/src/world.js';
import { sides, type Rules, type Side } from '../model/rules.js';
import { fieldNames, type Act, type FieldName, type Meanwhile, type Step, type Story, type Trouble } from './story.js';

const directions = ['BothWays', 'BothWays', 'BothWays', 'SalesforceToExchange', 'ExchangeToSalesforce'] as const;
const conflicts = ['SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'] as const;
const firstLinks = ['LeaveBoth', 'Salesforce', 'Exchange'] as const;
const deletes = ['KeepOtherCopy', 'DeleteOtherCopy', 'DeleteOtherCopy'] as const;
const troubles: readonly Trouble[] = [
  ...([
    'kill',
    'kill',
    'kill',
    'cut',
    'cut',
    'takeOver',
    'late',
    'late',
    'emptyListing',
    'expireTokens',
    'rowLock',
  ] as const),
  { status: 429, retryAfter: '2' },
  { status: 429, retryAfter: '1.5' },
  { status: 429, retryAfter: 'Mon, 03 Mar 2031 09:00:00 GMT' },
  { status: 429 },
  { status: 503 },
  { status: 401 },
  { status: 410 },
];

export function drawStory(seed: number): Story {
  return new Draw(seed).story();
}

class Draw {
  readonly #chance: Chance;
  readonly #isSmall: boolean;
  readonly #people: readonly Rules[];
  readonly #owners: readonly number[];
  readonly #formatsPhones: boolean;
  #values = 0;
  /** Contacts that someone touched last: what is being written is what people should touch. */
  #recent: number[] = [];
  #lastEdit: Extract<Act, { kind: 'edit' }> | null = null;

  constructor(private readonly seed: number) {
    this.#chance = new Chance(seed * 2_654_435_761);
    this.#isSmall = this.#chance.below(4) > 0;
    this.#people = Array.from({ length: this.#isSmall ? 1 : 3 }, () => this.#rules());
    this.#formatsPhones = this.#chance.below(3) === 0;
    this.#owners = this.#people.flatMap((_, person) =>
      Array.from({ length: this.#isSmall ? 1 + this.#chance.below(3) : 6 + this.#chance.below(7) }, () => person),
    );
  }

  story(): Story {
    const begin = this.#owners.flatMap((_, contact) => this.#begin(contact));
    const middle = Array.from({ length: 1 + this.#chance.below(4) }, () => this.#day()).flat();
    return {
      origin: 'seed',
      seed: this.seed,
      people: this.#people,
      owners: this.#owners,
      formatsPhones: this.#formatsPhones,
      ignoresIfMatch: this.#chance.below(2) === 0,
      steps: [...begin, ...(this.#chance.below(3) > 0 ? [{ kind: 'rest' } as const] : []), ...middle],
    };
  }

  #rules(): Rules {
    return {
      direction: this.#chance.pick(directions),
      conflict: this.#chance.pick(conflicts),
      firstLink: this.#chance.pick(firstLinks),
      deletedIn: { Salesforce: this.#chance.pick(deletes), Exchange: this.#chance.pick(deletes) },
    };
  }

  #begin(contact: number): Step[] {
    const where: readonly Side[] = this.#chance.below(6) === 0 ? sides : [this.#chance.pick(sides)];
    return where.map((side) => ({ kind: 'act', act: this.#make(contact, side) }));
  }

  #make(contact: number, side: Side): Act {
    const filled = fieldNames.filter(() => this.#chance.below(2) === 0);
    const values = Object.fromEntries(filled.map((field) => [field, this.#value(field)]));
    return { kind: 'make', contact, side, values };
  }

  /** Some acts, then the connector works and people go on, then perhaps a rest. */
  #day(): Step[] {
    this.#recent = [];
    const acts = Array.from({ length: 1 + this.#chance.below(this.#isSmall ? 3 : 8) }, () => this.#act());
    const meanwhile = Array.from({ length: this.#chance.below(4) }, () => this.#meanwhile());
    const steps: Step[] = acts.map((act) => ({ kind: 'act', act }));
    steps.push({ kind: 'run', meanwhile });
    if (this.#chance.below(3) === 0) steps.push({ kind: 'rest' });
    return steps;
  }

  #meanwhile(): Meanwhile {
    const ofWrites = this.#chance.below(3) > 0;
    const nth = 1 + this.#chance.below(this.#isSmall ? (ofWrites ? 2 : 25) : ofWrites ? 8 : 60);
    const acts = Array.from({ length: this.#chance.below(3) }, () => this.#onceMore() ?? this.#act());
    const phase = this.#chance.pick(['before', 'after', 'after'] as const);
    const of = ofWrites ? ('writes' as const) : ('calls' as const);
    const trouble = acts.length === 0 || this.#chance.below(2) === 0 ? { trouble: this.#chance.pick(troubles) } : {};
    return { of, nth, phase, acts, ...trouble };
  }

  /** Often the one whose edit is on its way goes on with it. */
  #onceMore(): Act | null {
    if (this.#lastEdit === null || this.#chance.below(2) === 0) return null;
    const { contact, side, field } = this.#lastEdit;
    if (this.#chance.below(4) === 0) return { kind: 'delete', contact, side };
    return { kind: 'edit', contact, side, field, value: this.#value(field) };
  }

  #act(): Act {
    const contact = this.#contact();
    const side = this.#chance.pick(sides);
    const kind = this.#chance.below(16);
    if (kind < 10) {
      const field = this.#chance.pick(fieldNames);
      this.#lastEdit = { kind: 'edit', contact, side, field, value: this.#value(field) };
      return this.#lastEdit;
    }
    if (kind < 12) return { kind: 'delete', contact, side };
    if (kind < 13) return { kind: 'restore', contact, side };
    if (kind === 13) return { kind: 'moveOut', contact };
    if (kind === 14) return { kind: 'moveIn', contact };
    return this.#make(contact, side);
  }

  #contact(): number {
    const wanted = this.#recent.length > 0 && this.#chance.below(3) > 0 ? this.#chance.pick(this.#recent) : null;
    const contact = wanted ?? this.#chance.below(this.#owners.length);
    this.#recent.push(contact);
    return contact;
  }

  #value(field: FieldName): string {
    const kind = this.#chance.below(12);
    if (kind === 0) return '';
    if (kind > 1 || this.#values === 0) this.#values += 1;
    return field.endsWith('Phone') ? `030 ${1000 + this.#values}` : `v${this.#values}`;
  }
}
