// Stand-in for ExchangeSyncPermission.cls.
import type { Actor } from '../access/access.js';
import { withWords } from './exchange-sync-error.js';
import type { ApexContext } from './platform/context.js';

export function mayManage(user: Actor): boolean {
  return user.access.hasCustom('Manage_Exchange_Sync');
}

export function mayAnswerRequests(user: Actor): boolean {
  return user.access.hasCustom('Answer_Exchange_Sync_Requests');
}

export function requireManage({ state, user }: ApexContext): void {
  if (!mayManage(user)) throw withWords(state.labels.text('Needs_Admin'));
}
