// Stand-in for ExchangeSyncRequestController.cls: what pages ask the connector for.
import { write, type Receipt } from './exchange-sync-request-writer.js';
import type { ApexContext } from './platform/context.js';

export function syncNow(context: ApexContext, userId: string | null, objects: string | null): Receipt {
  return write(context, { Type__c: 'SyncNow', User__c: userId, Objects__c: objects ?? 'Both' });
}

export function reset(
  context: ApexContext,
  userId: string | null,
  objects: string | null,
  bringBackRemoved: boolean | null,
  settleDifferencesAnew: boolean | null,
): Receipt {
  return write(context, {
    Type__c: 'Reset',
    User__c: userId,
    Objects__c: objects ?? 'Both',
    Bring_Back_Removed__c: bringBackRemoved ?? false,
    Settle_Differences_Anew__c: settleDifferencesAnew ?? false,
  });
}
