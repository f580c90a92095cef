// Times of a token for people.

/** `2027-01-15 08:00:00 UTC`; undefined for what is no time that a calendar has. */
export function utc(seconds: unknown): string | undefined {
  return isoOf(seconds)?.replace('T', ' ').replace('.000Z', ' UTC');
}

export function isoOf(seconds: unknown): string | undefined {
  // ECMAScript: a Date reaches 8.64e15 milliseconds from the epoch.
  if (!Number.isSafeInteger(seconds) || Math.abs(seconds as number) > 8.64e12) return undefined;
  return new Date((seconds as number) * 1000).toISOString();
}

/** `3 min ago`, `in 40 s`, `now`. */
export function relative(seconds: number, nowSeconds: number): string {
  const ahead = seconds - nowSeconds;
  if (Math.abs(ahead) < 1) return 'now';
  return ahead > 0 ? `in ${lasting(ahead)}` : `${lasting(-ahead)} ago`;
}

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'days'],
  [3600, 'h'],
  [60, 'min'],
];

/** In the largest unit that there are two of, rounded down. */
export function lasting(seconds: number): string {
  const [size, name] = UNITS.find(([unit]) => seconds >= 2 * unit) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${name}`;
}
