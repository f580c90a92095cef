// What is kept so that it is not worked out twice, and lists by a key.

/** The value under a key. `make` runs only when the map has no such key; undefined is a value too. */
export function getOrAdd<K, V>(known: Map<K, V>, key: K, make: () => NoInfer<V>): V {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as V;
  const made = make();
  known.set(key, made);
  return made;
}

/**
 * The same function, which works out every key once. The garbage collector frees a result together with its key.
 *
 * The key alone decides: `help` is what `find` needs besides, and only the first call for a key passes it on.
 */
export function memoized<K extends object, V, H = void>(find: (key: K, help: H) => V): (key: K, help: H) => V {
  const known = new WeakMap<K, V>();
  return (key, help) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as V;
    const made = find(key, help);
    known.set(key, made);
    return made;
  };
}

/**
 * The same function, which works out every text once. When it holds `most` results, it drops all of them and begins again.
 * `help` is what it is for `memoized`.
 *
 * @default most - 2000
 */
export function memoizedByText<V, H = void>(find: (text: string, help: H) => V, most = 2000): (text: string, help: H) => V {
  const known = new Map<string, V>();
  return (text, help) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as V;
    const made = find(text, help);
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}

/** Items by their key, in the order of the items. An item with an undefined key is in no group. */
export function grouped<T, K>(items: Iterable<T>, keyOf: (item: T) => K | undefined): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
