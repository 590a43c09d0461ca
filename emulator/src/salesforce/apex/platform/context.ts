// Whose Apex runs, and where: what every stand-in needs.
import type { Actor } from '../../access/access.js';
import type { OrgState } from '../../state.js';

export interface ApexContext {
  readonly state: OrgState;
  /** The running user, with what the user may do: user mode. */
  readonly user: Actor;
}
