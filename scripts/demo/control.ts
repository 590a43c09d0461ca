// Speaks to the emulator's control interface (/_emulator): acting as people, looking at both systems, the clock, the
// book of calls. emulator/README.md describes it. The connector never sees any of this.
import type { CallLine } from './calls.js';
import { Systems, type CastMember, type OrgRecord, type StateDump } from '#verify/systems.js';

export type Fields = Readonly<Record<string, unknown>>;

export interface RequestRecord {
  readonly state: string;
  readonly result: string;
}

const callsAtOnce = 1_000;

export class Control {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async people(): Promise<{ readonly people: readonly CastMember[]; readonly oddities: readonly { id: string }[] }> {
    return (await this.#ask('GET', '/people')) as never;
  }

  async look(): Promise<Systems> {
    return new Systems((await this.#ask('GET', '/state')) as StateDump);
  }

  async inOutlook(person: string, action: string, body: Fields): Promise<string> {
    return idOf(await this.#ask('POST', `/outlook/${encodeURIComponent(person)}/${action}`, body));
  }

  async inSalesforce(person: string, action: string, body: Fields): Promise<string> {
    return idOf(await this.#ask('POST', `/salesforce/${encodeURIComponent(person)}/${action}`, body));
  }

  async nowMs(): Promise<number> {
    const { now } = (await this.#ask('GET', '/clock')) as { readonly now: string };
    return Date.parse(now);
  }

  async advance(milliseconds: number): Promise<void> {
    await this.#ask('POST', '/clock/advance', { milliseconds });
  }

  /** State and result of an Exchange Sync Request. */
  async request(id: string): Promise<RequestRecord> {
    const records = await this.records('Exchange_Sync_Request__c');
    const record = records.find(({ Id }) => Id === id);
    if (record === undefined) throw new Error(`the request ${id} is gone`);
    const text = (field: string): string => (typeof record[field] === 'string' ? record[field] : '');
    return { state: text('State__c'), result: text('Result__c') };
  }

  /** All records of an object, deleted ones too. */
  async records(object: string): Promise<readonly OrgRecord[]> {
    const { records } = (await this.#ask('GET', `/salesforce/records/${object}`)) as {
      readonly records: readonly OrgRecord[];
    };
    return records;
  }

  /** Give the mark to `callsSince` later. */
  async mark(): Promise<number> {
    const { mark } = (await this.#ask('GET', `/calls/list?since=${Number.MAX_SAFE_INTEGER}`)) as { mark: number };
    return mark;
  }

  async callsSince(mark: number): Promise<readonly CallLine[]> {
    const calls: CallLine[] = [];
    for (;;) {
      const page = (await this.#ask('GET', `/calls/list?since=${mark + calls.length}`)) as { calls: CallLine[] };
      calls.push(...page.calls);
      if (page.calls.length < callsAtOnce) return calls;
    }
  }

  /** Times each route of Exchange was called, over all. */
  async exchangeRoutes(): Promise<Readonly<Record<string, number>>> {
    const { systems } = (await this.#ask('GET', '/calls')) as {
      readonly systems: { readonly exchange: { readonly byRoute: Readonly<Record<string, number>> } };
    };
    return systems.exchange.byRoute;
  }

  async #ask(method: string, path: string, body?: Fields): Promise<unknown> {
    const response = await fetch(`${this.#origin}/_emulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = (await response.json()) as { readonly error?: { readonly message: string } };
    if (response.ok) return answer;
    throw new Error(`the emulator refused ${method} ${path}: ${answer.error?.message ?? response.status}`);
  }
}

function idOf(answer: unknown): string {
  return (answer as { readonly id?: string }).id ?? '';
}
