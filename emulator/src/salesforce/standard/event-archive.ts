// Old events leave normal queries: queryAll alone still finds them. A nightly job of the platform does it, so an old
// event that is made today is archived tomorrow. Stamps stay as they are. Evidence: notes.md, "Events".
import type { Value } from '../schema/values.js';
import type { OrgState } from '../state.js';

const dayMs = 24 * 60 * 60 * 1_000;

/** Whether an event ended so long ago that it belongs in the archive. */
export function isArchivable(state: OrgState, event: Readonly<Record<string, Value>>): boolean {
  const end = event['EndDateTime'] ?? event['StartDateTime'] ?? null;
  const oldest = state.world.clock.nowMs() - state.switches.eventArchiveAfterDays * dayMs;
  return typeof end === 'number' && end < oldest;
}

export class Archiver {
  readonly #state: OrgState;
  #day: number;

  constructor(state: OrgState) {
    this.#state = state;
    this.#day = Math.floor(state.world.clock.nowMs() / dayMs);
  }

  /** Archives what is due, at most once for each day of the emulated time. */
  archiveOnceADay(nowMs: number): void {
    const day = Math.floor(nowMs / dayMs);
    if (day === this.#day) return;
    this.#day = day;
    const { store } = this.#state;
    for (const row of [...store.table('Event').rows()]) {
      if (row['IsArchived'] !== true && isArchivable(this.#state, row)) {
        store.put('Event', { ...row, IsArchived: true });
      }
    }
  }
}
