// Arithmetic on IPv4 blocks for the address plan. Blocks are aligned: a /24 begins at a multiple of 256.

const OCTET = /^(?:0|[1-9]\d{0,2})$/;

export class CidrBlock {
  /** The block that `text` names: `a.b.c.d/n`, without host bits. Undefined if `text` does not have this form. */
  public static parse(text: string): CidrBlock | undefined {
    const [address = '', mask = '', ...rest] = text.split('/');
    const octets = address.split('.');
    if (rest.length > 0 || octets.length !== 4 || !/^(?:\d|[12]\d|3[0-2])$/.test(mask)) return undefined;
    if (!octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)) return undefined;
    const first = octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const block = new CidrBlock(first, Number(mask));
    return first % block.size === 0 ? block : undefined;
  }

  public constructor(
    /** The first address as a number. */
    public readonly first: number,
    /** Length of the prefix, 0 to 32. */
    public readonly mask: number,
  ) {}

  /** Number of addresses. */
  public get size(): number {
    return 2 ** (32 - this.mask);
  }

  /** The block's `index`-th part with this prefix length. */
  public part(mask: number, index: number): CidrBlock {
    return new CidrBlock(this.first + index * 2 ** (32 - mask), mask);
  }

  public contains(other: CidrBlock): boolean {
    return other.first >= this.first && other.first + other.size <= this.first + this.size;
  }

  public toString(): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(this.first / 2 ** shift) % 256);
    return `${octets.join('.')}/${this.mask}`;
  }
}
