// Lists by a key that their items have, in the order of the items. Pure.

/** Items of which the key is '' are in no group. */
export function groupedBy<Item, Key extends string>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group !== undefined) group.push(item);
    else if (key !== '') groups.set(key, [item]);
  }
  return groups;
}
