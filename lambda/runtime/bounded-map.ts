// A map that never holds more than `capacity` entries: the oldest goes first. The base of every cache here.

import { ExplainedError } from '../../contract';

export class BoundedMap<K, V> {
  private readonly map = new Map<K, V>();

  public constructor(private readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new ExplainedError(`capacity is ${capacity}`, 'a whole number of at least 1', 'correct maxEntries or maxTokens');
  }

  public get size(): number {
    return this.map.size;
  }

  public get(key: K): V | undefined {
    return this.map.get(key);
  }

  public set(key: K, value: V): void {
    this.map.delete(key);
    this.map.set(key, value);
    if (this.map.size > this.capacity) {
      for (const oldest of this.map.keys()) {
        this.map.delete(oldest);
        break;
      }
    }
  }

  public delete(key: K): void {
    this.map.delete(key);
  }
}
