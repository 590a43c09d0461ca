// The parts of one emulated org that nearly everything needs. Data only, no behaviour.
import type { World } from '../world.js';
import type { Actor } from './access/access.js';
import type { Directory } from './access/directory.js';
import type { IdSource } from './ids.js';
import type { Labels } from './schema/labels.js';
import type { Schema } from './schema/schema.js';
import type { Row, Value } from './schema/values.js';
import type { Store } from './store.js';
import type { Switches } from './switches.js';

export interface OrgState {
  readonly world: World;
  readonly orgId: string;
  readonly switches: Switches;
  readonly schema: Schema;
  readonly store: Store;
  readonly ids: IdSource;
  readonly directory: Directory;
  /** By the name of the object. */
  readonly triggers: ReadonlyMap<string, Trigger>;
  readonly labels: Labels;
  /** Records hidden from everybody but their owner and people with View All. */
  readonly hidden: Set<string>;
}

/** One record of `Trigger.new`, with its record of `Trigger.old`. */
export interface TriggerRow {
  /** May be written. */
  readonly values: Record<string, Value> & { readonly Id: string };
  /** Null for a record that is new. */
  readonly before: Row | null;
  /** Refuses the record; `field` says which field is at fault. */
  readonly addError: (message: string, field?: string) => void;
}

/** Before insert and before update. All rows are new, or none is. */
export type Trigger = (state: OrgState, actor: Actor, rows: readonly TriggerRow[]) => void;

/** The time stamp of a write made now: whole seconds unless the switch says otherwise. */
export function stampNow(state: OrgState): number {
  const now = state.world.clock.nowMs();
  return state.switches.modstampResolution === 's' ? Math.floor(now / 1_000) * 1_000 : now;
}
