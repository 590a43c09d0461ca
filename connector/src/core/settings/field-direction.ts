// Which way a field goes. The table of contact fields says the usual way, a configuration may say another. Stands
// apart from both, so that neither has to import the other for it.

export const fieldDirections = ['both', 'toExchange', 'toSalesforce', 'off'] as const;

export type FieldDirection = (typeof fieldDirections)[number];
