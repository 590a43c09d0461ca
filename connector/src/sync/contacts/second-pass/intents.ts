// An intent is written before a create is sent, and goes away with the link. A later attempt for the same source
// keeps the intent's name, so that two attempts can be told from a copy that a person made.
import { BrokenAssumption } from '../../../core/failure.js';
import type { Side } from '../../../core/model.js';
import type { Intent } from '../../../ports/store.js';
import type { ReadyRun } from '../../part/services.js';

/** In the order of `sourceIds`. Throws when this run has lost its place to another one: then nothing may be sent. */
export async function beginIntents(
  run: ReadyRun,
  side: Side,
  sourceIds: readonly string[],
): Promise<readonly Intent[]> {
  if (sourceIds.length === 0) return [];
  const { store, clock } = run.services;
  const open = new Map(
    (await store.openIntents(run.person))
      .filter((intent) => intent.side === side)
      .map((intent) => [intent.sourceId, intent]),
  );
  const intents = sourceIds.map((sourceId): Intent => {
    const earlier = open.get(sourceId);
    return {
      id: earlier?.id ?? run.services.newId(),
      person: run.person,
      side,
      sourceId,
      attempt: (earlier?.attempt ?? 0) + 1,
      begunAtMs: clock.nowMs(),
    };
  });
  if (!(await store.beginIntents(run.person, run.scope.runNo, intents)))
    throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  return intents;
}
