// What happens in the middle of the connector's work, at the n-th of its calls or of its writes: people act, answers
// get lost, the process dies, another one takes over. The emulator answers as always.
import { openWorkbench } from '../../connector/test/support/workbench.js';
import type { Call } from '../../emulator/src/calls.js';
import type { Fault, WatcherSays } from '../../emulator/src/faults.js';
import { nameOf, type Act, type Meanwhile, type Story, type Trouble } from '../world/story.js';
import type { Finding } from '../model/finding.js';
import type { Pair } from '../model/pair.js';
import type { Workbench } from '../../connector/test/support/workbench.js';
import type { Observer, Owner } from './observer.js';
import type { ProcessLife } from './process.js';

/** What the interruptions act on. */
export interface Scene {
  readonly bench: Workbench;
  readonly observer: Observer;
  readonly pairs: ReadonlyMap<string, { readonly pair: Pair; readonly owner: Owner }>;
  readonly findings: Finding[];
  readonly told: string[];
  readonly story: Pick<Story, 'ignoresIfMatch'>;
  act(act: Act): void;
}

type Verdict = WatcherSays;

/** Longer than the connector waits before it looks, shorter than anybody rests. */
const lateMs = 150_000;
const underWriteMs = 90_000;

export class Interruptions {
  #planned: readonly Meanwhile[] = [];
  #calls = 0;
  #writes = 0;
  /** Numbers of the calls that are under way, by index in the book of calls. */
  readonly #numbers = new Map<number, { readonly call: number; readonly write: number | null }>();
  readonly #underWrite = new Map<string, number>();
  /** Contacts that people changed in Exchange since the connector began, and on either side since its last look. */
  readonly #touched = { sinceBegin: new Set<string>(), sinceLook: new Set<string>() };
  /** Contacts that were changed by parts of the batch at hand. */
  readonly #inBatch = new Set<string>();
  #killed: (() => void) | null = null;
  #isPaused = false;

  constructor(
    private readonly scene: Scene,
    private readonly life: () => ProcessLife,
  ) {
    scene.bench.emulator.world.faults.watcher = (call, phase) => this.#watch(call, phase);
  }

  plan(meanwhile: readonly Meanwhile[]): void {
    this.#planned = meanwhile;
    this.#calls = 0;
    this.#writes = 0;
    this.#touched.sinceBegin.clear();
  }

  end(): void {
    this.#planned = [];
    this.scene.bench.emulator.world.faults.clear();
  }

  isUnderWrite(pair: string): boolean {
    return (this.#underWrite.get(pair) ?? 0) > this.scene.bench.emulator.world.clock.nowMs();
  }

  /** Works until it is done or killed. */
  async whileAlive<T>(work: () => Promise<T>): Promise<T | 'killed'> {
    const killed = new Promise<'killed'>((resolve) => {
      this.#killed = () => resolve('killed');
    });
    return Promise.race([work(), killed]);
  }

  async #watch(call: Call, phase: 'before' | 'after'): Promise<Verdict> {
    if (call.system !== 'exchange' && call.system !== 'salesforce') return 'go on';
    if (this.life().isDead) {
      // A part of the same batch, on its way already when the process died, is carried out all the same.
      if (phase === 'after') this.#see(call);
      return 'cut';
    }
    if (phase === 'before') this.#begin(call);
    const changed = phase === 'after' ? this.#see(call) : new Set<string>();
    const numbers = this.#numbers.get(call.index);
    if (numbers === undefined || this.#isPaused) return 'go on';
    let verdict: Verdict = 'go on';
    for (const one of this.#planned) {
      if (one.phase !== phase || one.nth !== (one.of === 'calls' ? numbers.call : numbers.write)) continue;
      this.scene.told.push(`${phase} ${call.method} ${call.route}`);
      // Under a write: the change is there and its answer is not.
      for (const name of changed) this.#setUnderWrite(name, 1);
      for (const act of one.acts) this.#act(act);
      if (one.trouble !== undefined) verdict = await this.#trouble(one.trouble, call, phase, changed, verdict);
    }
    for (const name of changed) if (verdict === 'go on') this.#setUnderWrite(name, 0);
    return verdict;
  }

  #act(act: Act): void {
    this.scene.act(act);
    this.#touched.sinceLook.add(nameOf(act.contact));
    if (act.kind !== 'make' && 'side' in act && act.side === 'Exchange')
      this.#touched.sinceBegin.add(nameOf(act.contact));
  }

  /** What nothing guards: a delete right after the last look, and Exchange where it takes no notice of If-Match. */
  #markUnguarded(call: Call, changed: ReadonlySet<string>): void {
    const isUnguardedWrite = call.system === 'exchange' && this.scene.story.ignoresIfMatch;
    for (const name of changed) {
      const pair = this.scene.pairs.get(name)?.pair;
      const isHit =
        (isUnguardedWrite && this.#touched.sinceBegin.has(name)) ||
        (call.method === 'DELETE' && this.#touched.sinceLook.has(name));
      if (pair !== undefined && isHit) pair.isUnguarded = true;
    }
  }

  #begin(call: Call): void {
    if (call.route === '/$batch') this.#inBatch.clear();
    this.scene.bench.emulator.world.clock.advance(150);
    this.#calls += 1;
    const isWrite = call.method !== 'GET' && !call.route.includes('/$batch') && this.#ownerOf(call) !== null;
    if (isWrite) this.#writes += 1;
    this.#numbers.set(call.index, { call: this.#calls, write: isWrite ? this.#writes : null });
  }

  #see(call: Call): ReadonlySet<string> {
    if (call.method === 'GET') {
      this.#touched.sinceLook.clear();
      return new Set();
    }
    const { changed, findings } = this.scene.observer.afterCall(call);
    this.scene.findings.push(...findings);
    this.#markUnguarded(call, changed);
    if (call.system === 'exchange') for (const name of changed) this.#inBatch.add(name);
    if (changed.size > 0)
      this.scene.told.push(`  the connector: ${call.method} ${call.route}, ${[...changed].join(', ')}`);
    return changed;
  }

  /** The person whose data a call is about; null for those of the connector itself. */
  #ownerOf(call: Call): Owner | null {
    for (const { owner } of this.scene.pairs.values()) {
      const { userId, username, mailboxId, email } = owner;
      if (call.user !== null && [userId, username, mailboxId, email].includes(call.user)) return owner;
    }
    return null;
  }

  async #trouble(
    trouble: Trouble,
    call: Call,
    phase: 'before' | 'after',
    changed: ReadonlySet<string>,
    verdict: Verdict,
  ): Promise<Verdict> {
    const { bench, told } = this.scene;
    const { faults } = bench.emulator.world;
    told.push(`  trouble: ${typeof trouble === 'string' ? trouble : JSON.stringify(trouble)}`);
    if (call.method !== 'GET') this.#inDoubt(call, changed);
    if (trouble === 'kill') {
      this.life().kill();
      this.#killed?.();
      return 'cut';
    }
    if (trouble === 'late' && phase === 'before' && call.method !== 'GET')
      return { kind: 'late', milliseconds: lateMs };
    if (trouble === 'cut' || trouble === 'late') return 'cut';
    if (trouble === 'takeOver') {
      await this.#takeOver();
      return verdict;
    }
    if (trouble === 'expireTokens') {
      bench.emulator.exchange.expireDeltaTokens();
      return verdict;
    }
    faults.add(faultOf(trouble));
    return verdict;
  }

  /** Whoever has the lease next does all there is to do, while this process sleeps in its call. */
  async #takeOver(): Promise<void> {
    const { bench } = this.scene;
    bench.emulator.world.clock.advance(10 * 60_000);
    this.#isPaused = true;
    const other = await openWorkbench({}, { emulator: bench.emulator, store: lent(bench.store) });
    try {
      await other.settle();
    } finally {
      this.#isPaused = false;
      await other.stop();
    }
  }

  /** Where the answer to a part of a batch is lost, those to all its parts are. */
  #inDoubt(call: Call, ofCall: ReadonlySet<string>): void {
    const changed = new Set([...ofCall, ...(call.system === 'exchange' ? this.#inBatch : [])]);
    const owner = this.#ownerOf(call);
    for (const [name, found] of this.scene.pairs) {
      if (found.owner !== owner && !changed.has(name)) continue;
      found.pair.isInDoubt = true;
      found.pair.isExchangeWriteInDoubt ||= changed.has(name) && call.system === 'exchange';
      const { act, by } = found.pair.fates.Exchange;
      found.pair.isMakingInDoubt ||= changed.has(name) && act === 'made' && by === 'connector';
      this.#setUnderWrite(name, underWriteMs);
    }
  }

  #setUnderWrite(name: string, forMs: number): void {
    this.#underWrite.set(name, this.scene.bench.emulator.world.clock.nowMs() + (forMs === 1 ? underWriteMs : forMs));
  }
}

/** The other process leaves the store open for the first one. */
function lent<T extends { close(): Promise<void> }>(store: T): T {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'close') return () => Promise.resolve();
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function faultOf(trouble: Exclude<Trouble, 'kill' | 'cut' | 'late' | 'takeOver' | 'expireTokens'>): Fault {
  if (trouble === 'emptyListing') {
    const effect = { kind: 'answer', status: 200, body: { value: [] } } as const;
    return { system: 'exchange', method: 'GET', routeIncludes: '/contacts', times: 1, effect };
  }
  if (trouble === 'rowLock') {
    const body = [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' }];
    const effect = { kind: 'answer', status: 400, body } as const;
    return { system: 'salesforce', routeIncludes: '/sobjects', times: 1, effect };
  }
  const { status, retryAfter } = trouble;
  const headers = retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfter } };
  return { times: 1, effect: { kind: 'answer', status, ...headers } };
}
