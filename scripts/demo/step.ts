// One scene of the story: a shape, and the wish that most scenes end with.
import type { Stage } from './stage.js';

/** What is asked of the connector, by whom. */
export interface StepRequest {
  readonly by: string;
  readonly type: 'SyncNow' | 'Reset';
  /** Without it both. */
  readonly objects?: 'Contacts' | 'Events';
}

export interface Step {
  readonly title: string;
  /** The rule that decides, for people. */
  readonly rule: string;
  /** What people do. Answers the codes of the reasons why things then happen. */
  readonly act: (stage: Stage) => Promise<readonly string[]>;
  readonly request: StepRequest;
  /** True where nothing may be written to either side. */
  readonly changesNothing?: true;
}

export const syncNow: StepRequest = { by: 'petra', type: 'SyncNow' };
