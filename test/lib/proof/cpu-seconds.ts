// Whether a test ends at all. Work that is exponential in its input never does. The time that a test waits for a loaded machine says nothing.

/** Time of the processor that this process has used. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Each load takes at most three seconds on an idle machine. */
export const ENOUGH = 60;
