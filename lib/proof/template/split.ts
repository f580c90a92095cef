// Fn::Split of a text with symbols in it.

import { isSymbol, pieces } from './symbol';

/** Undefined if a symbol may contain the separator. The physical name of a resource contains no separator of ARNs. */
export function split(text: string, separator: string): string[] | undefined {
  const parts = [''];
  for (const piece of pieces(text)) {
    const last = parts.pop() ?? '';
    if (piece.isSymbol) {
      if (!/^[:/,.]$/.test(separator) || !isAtomic(piece.text)) return undefined;
      parts.push(last + piece.text);
    } else {
      const [first = '', ...others] = piece.text.split(separator);
      parts.push(last + first);
      // Not spread into the call: a hundred thousand arguments are more than the call stack takes.
      for (const other of others) parts.push(other);
    }
  }
  return parts;
}

/** Symbols of `stack/LogicalId` and of pseudo parameters; attributes and parameters may be anything. */
function isAtomic(text: string): boolean {
  return isSymbol(text) && (/^.[\w-]+\/[A-Za-z0-9]+.$/.test(text) || /^.AWS::(?:AccountId|Region|Partition).$/.test(text));
}
