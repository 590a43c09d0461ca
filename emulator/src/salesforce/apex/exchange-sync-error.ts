// Stand-in for ExchangeSyncError.cls: exceptions with words for the person in front of the page.
import type { ApexContext } from './platform/context.js';
import { AuraHandledException, DmlException, QueryException, SecurityException } from './platform/exceptions.js';

export function withWords(words: string): AuraHandledException {
  return new AuraHandledException(words);
}

function onRead({ state }: ApexContext, whatWasRead: string, permissionSet: string): AuraHandledException {
  return withWords(state.labels.text('May_Not_Read', whatWasRead, permissionSet));
}

/** Answers what is to be thrown instead. */
export function onSave(context: ApexContext, refused: unknown): unknown {
  if (refused instanceof SecurityException) return withWords(context.state.labels.text('Needs_Admin'));
  return refused instanceof DmlException ? onRecord(context, refused) : refused;
}

function onRecord({ state }: ApexContext, { dmlType, dmlMessage }: DmlException): AuraHandledException {
  switch (dmlType) {
    case 'FIELD_CUSTOM_VALIDATION_EXCEPTION':
      return withWords(dmlMessage);
    case 'TRANSFER_REQUIRES_READ':
      return withWords(state.labels.text('Owner_May_Not_Read'));
    case 'INACTIVE_OWNER_OR_USER':
      return withWords(state.labels.text('User_Inactive'));
    default:
      return withWords(state.labels.text('Not_Saved', dmlMessage));
  }
}

/** `try { … } catch (Exception refused) { throw onRead(refused, …) }` */
export function readingAs<T>(context: ApexContext, what: string, permissionSet: string, work: () => T): T {
  try {
    return work();
  } catch (refused) {
    if (!(refused instanceof QueryException || refused instanceof SecurityException)) throw refused;
    throw onRead(context, context.state.labels.text(what), permissionSet);
  }
}
