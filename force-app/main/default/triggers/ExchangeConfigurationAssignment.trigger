/** One assignment a user and one a profile, for every way into the org. */
trigger ExchangeConfigurationAssignment on Exchange_Configuration_Assignment__c(before insert, before update) {
    ExchangeConfigurationValidation.judgeAssignments(Trigger.new);
}
