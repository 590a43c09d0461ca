// Stand-in for ExchangeConfigurationValidation.cls: what validation rules cannot say of active
// configurations and of the settings of the whole system.
import type { Labels } from '../schema/labels.js';
import type { TriggerRow } from '../state.js';
import * as conditions from './exchange-conditions-check.js';
import * as domains from './exchange-domains-check.js';
import * as fieldMapping from './exchange-field-mapping-check.js';
import { textIn } from './platform/soql.js';
import { isSameText } from './platform/strings.js';

export function judgeConfigurations(labels: Labels, configurations: readonly TriggerRow[]): void {
  for (const configuration of configurations) {
    if (configuration.values['Active__c'] === true) judge(labels, configuration);
  }
}

export function judgeSettings(labels: Labels, allSettings: readonly TriggerRow[]): void {
  for (const { values, addError } of allSettings) {
    for (const field of ['Mailbox_Domains__c', 'Company_Domains__c']) {
      const fault = domains.faultIn(labels, textIn(values, field));
      if (fault !== null) addError(fault, field);
    }
  }
}

function judge(labels: Labels, { values, addError }: TriggerRow): void {
  const refuse = (field: string, fault: string | null): void => {
    if (fault !== null) addError(fault, field);
  };
  const text = (field: string): string | null => textIn(values, field);
  refuse('Contact_Conditions__c', conditions.faultIn(labels, text('Contact_Conditions__c')));
  const mapping = text('Contact_Field_Mapping__c');
  refuse('Contact_Field_Mapping__c', fieldMapping.faultIn(labels, mapping, text('Contact_Direction__c')));
  if (isSameText(values['Event_Direction__c'], 'ExchangeToSalesforce')) {
    refuse('Event_Leave_Out_Domains__c', domains.faultIn(labels, text('Event_Leave_Out_Domains__c')));
  }
}
