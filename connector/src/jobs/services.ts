// What the loop around the runs works with: the services of a run, and the switch that runs only ask.
import type { Services } from '../sync/part/services.js';
import type { WriteSwitch } from '../sync/part/write-switch.js';

export interface WorkerServices extends Services {
  readonly writes: WriteSwitch;
}
