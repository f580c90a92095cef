// What to call stacks in a set, where each name may be there once.

/**
 * Each stack's name, if no other has it; otherwise what tells them apart, by falling preference. Names that people know come first,
 * and each stays the same whatever other stacks there are, as long as these do not share its name.
 */
export function uniqueNames(stacks: readonly (readonly [name: string, ...others: string[]])[]): string[] {
  const counts = new Map<string, number>();
  for (const [name] of stacks) counts.set(name, (counts.get(name) ?? 0) + 1);
  const taken = new Set([...counts].filter(([, count]) => count === 1).map(([name]) => name));
  return stacks.map(([name, ...others]) => {
    if (counts.get(name) === 1) return name;
    const candidates = others.length === 0 ? [name] : others;
    const last = candidates.at(-1) ?? name;
    let chosen = candidates.find((one) => !taken.has(one));
    for (let number = 2; chosen === undefined; number += 1) if (!taken.has(`${last}-${number}`)) chosen = `${last}-${number}`;
    taken.add(chosen);
    return chosen;
  });
}
