// Stand-in for ExchangeSyncRequestWriter.cls: writes a request in system mode after the check, and wakes the connector.
import { onSave, withWords } from './exchange-sync-error.js';
import { mayManage } from './exchange-sync-permission.js';
import { refusalOf } from './exchange-sync-request-rules.js';
import type { ApexContext } from './platform/context.js';
import { insertAsSystem, type Fields } from './platform/dml.js';
import { publish } from './platform/event-bus.js';
import { DmlException } from './platform/exceptions.js';

export interface Receipt {
  readonly requestId: string;
  readonly isConnectorWoken: boolean;
  readonly message: string;
}

export function write(context: ApexContext, request: Fields): Receipt {
  const refusal = refusalOf(context, request, mayManage(context.user));
  if (refusal !== null) throw withWords(refusal);
  const requestId = insert(context, request);
  const published = publish(context, 'Exchange_Sync_Command__e', { Request_Id__c: requestId });
  return receiptFor(context, requestId, published.isSuccess);
}

function insert(context: ApexContext, request: Fields): string {
  try {
    return insertAsSystem(context, 'Exchange_Sync_Request__c', request);
  } catch (refused) {
    throw refused instanceof DmlException ? onSave(context, refused) : refused;
  }
}

function receiptFor({ state }: ApexContext, requestId: string, isConnectorWoken: boolean): Receipt {
  const message = state.labels.text(isConnectorWoken ? 'Request_Woken' : 'Request_Not_Woken');
  return { requestId, isConnectorWoken, message };
}
