// Running triggers before records are saved: what a trigger sees, what it may write, how it refuses. What the triggers
// of force-app do is apex/triggers.ts. Evidence: notes.md, "Triggers".
import type { Actor } from '../access/access.js';
import { errorItem, SalesforceRefusal, type ErrorItem } from '../errors.js';
import type { FieldDefinition } from '../schema/schema.js';
import type { Value } from '../schema/values.js';
import type { OrgState } from '../state.js';
import type { PendingSave } from './pending-save.js';

interface Judged {
  readonly pending: PendingSave;
  readonly given: Readonly<Record<string, Value>>;
  readonly errors: ErrorItem[];
}

function fieldsWritten({ pending, given }: Judged): FieldDefinition[] {
  const fields = [...pending.object.fields.values()];
  return fields.filter(({ name }) => (pending.values[name] ?? null) !== (given[name] ?? null));
}

function runOne(state: OrgState, actor: Actor, batch: readonly PendingSave[]): readonly Judged[] {
  const judged = batch.map((pending): Judged => ({ pending, given: { ...pending.values }, errors: [] }));
  const [first] = batch;
  const trigger = first === undefined ? undefined : state.triggers.get(first.object.name);
  const rows = judged.map(({ pending: { values, before }, errors }) => ({
    values,
    before,
    addError: (message: string, field?: string) => {
      errors.push(errorItem('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, field === undefined ? [] : [field]));
    },
  }));
  // Triggers ask what the user may do, also where the record itself is saved in system mode.
  trigger?.(state, state.directory.actor(actor.id), rows);
  for (const one of judged) one.pending.changed = [...new Set([...one.pending.changed, ...fieldsWritten(one)])];
  return judged;
}

/** Runs the trigger of one object over records that are saved at once. Answers those that it refuses. */
export function runBeforeTriggers(
  state: OrgState,
  actor: Actor,
  batch: readonly PendingSave[],
): ReadonlyMap<PendingSave, SalesforceRefusal> {
  const created = batch.filter(({ before }) => before === null);
  const changed = batch.filter(({ before }) => before !== null);
  const judged = [created, changed].flatMap((part) => runOne(state, actor, part));
  return new Map(
    judged.flatMap(({ pending, errors }) =>
      errors.length === 0 ? [] : [[pending, new SalesforceRefusal(400, errors)] as const],
    ),
  );
}
