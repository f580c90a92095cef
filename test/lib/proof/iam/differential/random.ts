// Random choices from a seed: the same seed, the same scenarios.

// Jest looks a global up in its own context each time, which costs more than the multiplication.
const { floor, imul } = Math;

export class Random {
  private state: number;

  public constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Mulberry32: from 0 to 1, without 1. */
  public next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  public below(end: number): number {
    return floor(this.next() * end);
  }

  public chance(share: number): boolean {
    return this.next() < share;
  }

  public pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  /** One value or a list: policies write both. */
  public oneOrList<T>(list: readonly T[]): T | readonly T[] {
    return list.length === 1 && this.chance(0.6) ? (list[0] as T) : list;
  }

  /** The same letters, some in the other case. */
  public oddCase(text: string): string {
    const form = this.below(4);
    if (form === 0) return text.toUpperCase();
    if (form === 1) return text.toLowerCase();
    const at = this.below(2);
    return text.slice(0, at) + (form === 2 ? swapped(text.charAt(at)) + text.slice(at + 1) : text.slice(at).toLowerCase());
  }
}

function swapped(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}
