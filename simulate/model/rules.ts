// The settings that decide what is right, in the words of the configuration, and the two sides.

export type Side = 'Salesforce' | 'Exchange';
export const sides: readonly Side[] = ['Salesforce', 'Exchange'];

export interface Rules {
  readonly direction: 'SalesforceToExchange' | 'ExchangeToSalesforce' | 'BothWays';
  readonly conflict: 'SalesforceWins' | 'ExchangeWins' | 'LatestChangeWins' | 'Ask';
  readonly firstLink: 'LeaveBoth' | 'Salesforce' | 'Exchange';
  /** What becomes of the other copy when one was deleted on this side. */
  readonly deletedIn: Readonly<Record<Side, 'KeepOtherCopy' | 'DeleteOtherCopy'>>;
}

export function otherSide(side: Side): Side {
  return side === 'Salesforce' ? 'Exchange' : 'Salesforce';
}

/** Whether the connector may write to this side. */
export function mayWrite({ direction }: Rules, side: Side): boolean {
  return direction === 'BothWays' || direction === `${otherSide(side)}To${side}`;
}

/** The side that is only read, of a one-way sync. */
export function sourceOf(rules: Rules): Side | null {
  if (rules.direction === 'BothWays') return null;
  return mayWrite(rules, 'Exchange') ? 'Salesforce' : 'Exchange';
}

/** Whether a delete on this side is carried over to the other one. */
export function isCarriedOver(rules: Rules, side: Side): boolean {
  return rules.deletedIn[side] === 'DeleteOtherCopy' && mayWrite(rules, otherSide(side));
}
