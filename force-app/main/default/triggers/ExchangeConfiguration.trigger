/** What the connector could not read is refused, for every way into the org. */
trigger ExchangeConfiguration on Exchange_Configuration__c(before insert, before update) {
    ExchangeConfigurationValidation.judgeConfigurations(Trigger.new);
}
