/** What the connector could not read is refused, for every way into the org. */
trigger ExchangeSyncSettings on Exchange_Sync_Settings__c(before insert, before update) {
    ExchangeConfigurationValidation.judgeSettings(Trigger.new);
}
