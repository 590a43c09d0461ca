// Configuration values that must not be seen when the object that holds them is printed, logged or turned into JSON by
// mistake.
import { inspect } from 'node:util';

/** Freezes `value`; JSON and `console.log` show `[secret]` instead of the properties named. */
export function guarded<T extends object>(value: T, ...secrets: readonly (keyof T)[]): Readonly<T> {
  const shown = { ...value };
  for (const name of secrets) if (shown[name] !== null) Object.assign(shown, { [name]: '[secret]' });
  const show = { value: () => shown, enumerable: false };
  return Object.freeze(Object.defineProperties(value, { toJSON: show, [inspect.custom]: show }));
}
