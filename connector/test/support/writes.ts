// What the connector wrote to people's contacts since a mark, as `METHOD route`, from the emulator's book of calls.
// The connector's own rows in the org (status, issues, requests) are written by the integration user and not counted.
import { isWrite } from '../../../verify/calls.js';
import type { Workbench } from './workbench.js';

export interface Writes {
  readonly exchange: readonly string[];
  readonly salesforce: readonly string[];
}

export function writesSince(bench: Workbench, mark: number): Writes {
  const { calls } = bench.emulator.world;
  const integration = bench.emulator.organisation.personInRole('integration').username;
  const writes = calls.since(mark).filter(isWrite);
  const of = (system: string): readonly string[] =>
    writes
      .filter((call) => call.system === system && call.user !== integration)
      .map(({ method, route }) => `${method} ${route}`);
  return { exchange: of('exchange'), salesforce: of('salesforce') };
}

/** Writes during `act`. */
export async function writesDuring(bench: Workbench, act: () => Promise<void>): Promise<Writes> {
  const mark = bench.emulator.world.calls.mark();
  await act();
  return writesSince(bench, mark);
}
