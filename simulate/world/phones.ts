// The automation of an org that brings telephone numbers into a form of its own, and the same as a function.
export const phoneAutomation = ['Phone', 'MobilePhone'].map((field) => ({
  ...{ object: 'Contact', field, pattern: '[ ]', replacement: '-' },
}));

/** What the automation makes of a number; twice is the same as once. */
export function asOrgFormats(value: string): string {
  return value.replaceAll(' ', '-');
}
