// Keys of a faulty generator in smart cards and TPMs (CVE-2017-15361, "ROCA"): their primes are powers of 65537 modulo many small
// primes, so that an RSA key of 2048 bits can be factored. Whoever does that signs as its owner.

const GENERATOR = 65537;

/** The small primes of which 65537 does not generate all residues. A sound modulus passes them all once in 2^27. */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

const POWERS = PRIMES.map((prime) => ({ prime: BigInt(prime), powers: powersOf(GENERATOR % prime, prime) }));

function powersOf(generator: number, prime: number): ReadonlySet<bigint> {
  const powers = new Set<bigint>();
  for (let power = 1; !powers.has(BigInt(power)); power = (power * generator) % prime) powers.add(BigInt(power));
  return powers;
}

/** True if the modulus bears the generator's mark. */
export function isRocaModulus(modulus: bigint): boolean {
  return POWERS.every(({ prime, powers }) => powers.has(modulus % prime));
}
