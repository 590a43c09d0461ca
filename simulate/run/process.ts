// One connector process of the simulation. Killed, it never gets an answer again, from its store or from its clock, so
// that nothing it still has in its hands has an effect; what it had committed stays in the store.
import type { ProcessParts } from '../../connector/test/support/workbench.js';
import type { Chance } from '../../emulator/src/world.js';

const never = new Promise<never>(() => undefined);

export class ProcessLife {
  #isDead = false;

  get isDead(): boolean {
    return this.#isDead;
  }

  kill(): void {
    this.#isDead = true;
  }

  /** Everything that the process works with, cut off from the world once it is dead. Ids come from the seed. */
  partsOf(usual: ProcessParts, chance: Chance): ProcessParts {
    const { store, clock } = usual;
    return {
      store: this.#whileAlive(store),
      clock: {
        nowMs: () => clock.nowMs(),
        elapsedMs: () => clock.elapsedMs(),
        wait: (milliseconds, signal) => (this.#isDead ? never : clock.wait(milliseconds, signal)),
      },
      newId: () => idFrom(chance),
      newMemoryKey: () => chance.text(11, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
    };
  }

  #whileAlive<T extends object>(whole: T): T {
    return new Proxy(whole, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown => {
          if (this.#isDead) return never;
          const answer: unknown = Reflect.apply(member, target, given);
          const isGroup = typeof answer === 'object' && answer !== null && !(answer instanceof Promise);
          return isGroup ? this.#whileAlive(answer) : answer;
        };
      },
    });
  }
}

function idFrom(chance: Chance): string {
  const hex = chance.text(32, '0123456789abcdef');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
