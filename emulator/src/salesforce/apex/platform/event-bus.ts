// Publishing a platform event out of Apex. Nobody listens yet: what was published is in the table of the event.
import type { Value } from '../../schema/values.js';
import { stampNow } from '../../state.js';
import type { ApexContext } from './context.js';

/** `EventBus.publish(…).isSuccess()`. An event of a transaction that is taken back is taken back with it. */
export function publish(
  { state, user }: ApexContext,
  name: string,
  fields: Readonly<Record<string, Value>>,
): { readonly isSuccess: boolean } {
  if (state.switches.eventPublishing === 'refused') return { isSuccess: false };
  const object = state.schema.objectNamed(name);
  const id = state.ids.next(object.keyPrefix);
  state.store.put(name, { ...fields, Id: id, CreatedById: user.id, CreatedDate: stampNow(state) });
  return { isSuccess: true };
}
