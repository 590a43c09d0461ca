// The parts of one emulated org that nearly everything needs, and who is acting. Data only, no behaviour.
import type { World } from '../world.js';
import type { Access } from './access/access.js';
import type { Directory } from './access/directory.js';
import type { IdSource } from './ids.js';
import type { Schema } from './schema/schema.js';
import type { Store } from './store.js';
import type { Labels } from './schema/labels.js';
import type { Switches } from './switches.js';
import type { Trigger } from './save/triggers.js';

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

/** The user a request or a click comes from. */
export interface Actor {
  readonly id: string;
  readonly username: string;
  readonly access: Access;
}

/** The time stamp of a write made now: whole seconds unless the switch says otherwise. */
export function stampNow(state: OrgState): number {
  const now = state.world.clock.nowMs();
  return state.switches.modstampResolution === 's' ? Math.floor(now / 1_000) * 1_000 : now;
}
