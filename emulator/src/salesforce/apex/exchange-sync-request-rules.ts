// Stand-in for ExchangeSyncRequestRules.cls: who may ask the connector for what, and who may write what came of it.
import type { TriggerRow } from '../state.js';
import { mayAnswerRequests, mayManage } from './exchange-sync-permission.js';
import type { ApexContext } from './platform/context.js';
import { textIn } from './platform/soql.js';
import { isSameText } from './platform/strings.js';

const forOneself = ['SyncNow', 'Preview', 'Explain', 'Pause', 'Resume', 'Resolve', 'BringBack', 'NotTheSame'];
const asked = ['Type__c', 'User__c', 'Objects__c', 'Bring_Back_Removed__c', 'Settle_Differences_Anew__c'];
const answered = ['State__c', 'Result__c', 'Started_At__c', 'Finished_At__c'];

type Values = Readonly<Record<string, unknown>>;

/** All rows are new, or none is. */
export function judge(context: ApexContext, requests: readonly TriggerRow[]): void {
  for (const request of requests) {
    if (request.before === null) judgeNew(context, request);
    else judgeChanged(context, request, request.before);
  }
}

/** Why the running user may not ask this, or null. */
export function refusalOf({ state, user }: ApexContext, request: Values, isManager: boolean): string | null {
  if (isManager) return null;
  if (!forOneself.includes(textIn(request, 'Type__c') ?? '')) return state.labels.text('Request_Needs_Manage');
  return request['User__c'] === user.id ? null : state.labels.text('Request_For_Oneself_Only');
}

function judgeNew(context: ApexContext, { values, addError }: TriggerRow): void {
  const { user } = context;
  const refusal = refusalOf(context, values, mayManage(user)) ?? forgeryIn(context, values);
  if (refusal !== null) addError(refusal);
  values['State__c'] = 'Queued';
  values['OwnerId'] = values['User__c'] ?? user.id;
}

function forgeryIn({ state, user }: ApexContext, request: Values): string | null {
  const isThere = (field: string): boolean => (request[field] ?? null) !== null;
  if (isThere('CreatedById') && request['CreatedById'] !== user.id) return state.labels.text('Request_Asker_Named');
  const hasState = isThere('State__c') && !isSameText(request['State__c'], 'Queued');
  const hasAnswer = hasState || isThere('Result__c') || isThere('Started_At__c') || isThere('Finished_At__c');
  return hasAnswer ? state.labels.text('Request_Answered_Already') : null;
}

function judgeChanged({ state, user }: ApexContext, { values, addError }: TriggerRow, old: Values): void {
  const differs = (fields: readonly string[]): boolean =>
    fields.some((field) => (values[field] ?? null) !== (old[field] ?? null));
  if (differs(asked)) addError(state.labels.text('Request_Cannot_Change'));
  else if (!mayAnswerRequests(user) && differs(answered)) {
    addError(state.labels.text('Request_Answer_Is_Connectors'));
  }
}
