// Whose Apex runs, and where: what every stand-in needs.
import type { Actor, OrgState } from '../../state.js';

export interface ApexContext {
  readonly state: OrgState;
  /** The running user, with what the user may do: user mode. */
  readonly user: Actor;
}
