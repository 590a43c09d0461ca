// What a run writes into the store, and that it is still the one that may: a run that was taken over commits nothing
// and sends nothing (law P8).
import { BrokenAssumption } from '../../core/failure.js';
import type { SentRow } from '../../core/sent/row.js';
import type { Commit, PartRun } from './part.js';

type CommittingRun = Pick<PartRun, 'services' | 'person' | 'scope'>;
type SendingRun = CommittingRun & Pick<PartRun, 'lease'>;

/** Everything or nothing. @throws BrokenAssumption RUN_WAS_TAKEN_OVER */
export async function commit({ services, person, scope }: CommittingRun, changes: Commit): Promise<void> {
  if (!(await services.store.commitRun({ person, runNo: scope.runNo, ...changes }))) throw takenOver();
}

/** Keeps the lease and writes down what is about to be sent, in one. @throws BrokenAssumption RUN_WAS_TAKEN_OVER */
export async function openChunk(run: SendingRun, rows: readonly SentRow[]): Promise<void> {
  const { services, person, scope, lease } = run;
  const { store, clock, tuning } = services;
  await lease.renewedBy(async () => {
    const isMine = await store.openChunk(person, scope.runNo, clock.nowMs() + tuning.leaseMs, rows);
    if (!isMine) throw takenOver();
  });
}

export function takenOver(): BrokenAssumption {
  return new BrokenAssumption('RUN_WAS_TAKEN_OVER');
}

/** Several commits as one. Of `scope` at most one of them speaks. */
export function together(commits: readonly Commit[]): Commit {
  const all = <Value>(read: (one: Commit) => readonly Value[] | undefined): readonly Value[] =>
    commits.flatMap((one) => read(one) ?? []);
  const scope = commits.find((one) => one.scope !== undefined)?.scope;
  return {
    newLinks: all((one) => one.newLinks),
    changedLinks: all((one) => one.changedLinks),
    removedLinks: all((one) => one.removedLinks),
    endedSent: all((one) => one.endedSent),
    spentSent: all((one) => one.spentSent),
    settledMeetings: all((one) => one.settledMeetings),
    releasedMeetings: all((one) => one.releasedMeetings),
    findings: all((one) => one.findings),
    trail: all((one) => one.trail),
    ...(scope === undefined ? {} : { scope }),
  };
}
