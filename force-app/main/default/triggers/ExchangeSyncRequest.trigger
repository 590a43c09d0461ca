/** Who may ask what, for every way into the org. */
trigger ExchangeSyncRequest on Exchange_Sync_Request__c(before insert, before update) {
    ExchangeSyncRequestRules.judge(Trigger.new, Trigger.oldMap);
}
