// Texts of policies and of requests come again and again: what was found out of one is kept.

/** Of as many texts at once; then it begins anew. */
const MOST = 2000;

/** The same function, which works out every text once. */
export function remembering<T>(find: (text: string) => T): (text: string) => T {
  const found = new Map<string, T>();
  return (text) => {
    const known = found.get(text);
    if (known !== undefined || found.has(text)) return known as T;
    const made = find(text);
    if (found.size >= MOST) found.clear();
    found.set(text, made);
    return made;
  };
}
