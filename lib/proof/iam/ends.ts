// A look at both ends of a pattern and a value. It shows that most pairs do not match, without working out the rest.

import { CLOSE, isNameSymbol, OPEN } from '../template/symbol';

const OPENS = OPEN.charCodeAt(0);
const CLOSES = CLOSE.charCodeAt(0);

export interface Ends {
  /** The text before the first wildcard, and the text after the last one, with symbols. The whole text if there is no wildcard. */
  readonly begin: string;
  readonly end: string;
  /** Whether it has no wildcard, and no symbol that may stand for anything. */
  readonly holdsNoMore: boolean;
}

/** Whether a value certainly does not match. False if a look at the ends does not tell. */
export function differs({ begin, end, holdsNoMore }: Ends, value: string): boolean {
  return differsFromBegin(begin, value) || differsFromEnd(end, value) || (holdsNoMore && lacksName(begin, value));
}

/** A symbol is equal to itself: behind the same beginning, the first character that differs decides. */
function differsFromBegin(begin: string, value: string): boolean {
  const length = Math.min(begin.length, value.length);
  let isInSymbol = false;
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [begin.charCodeAt(at), value.charCodeAt(at)];
    if (one !== other) return !isInSymbol && one !== OPENS && other !== OPENS;
    if (one === OPENS) isInSymbol = true;
    else if (one === CLOSES) isInSymbol = false;
  }
  return false;
}

function differsFromEnd(end: string, value: string): boolean {
  const length = Math.min(end.length, value.length);
  let isInSymbol = false;
  for (let back = 1; back <= length; back += 1) {
    const [at, opposite] = [end.length - back, value.length - back];
    const [one, other] = [end.charCodeAt(at), value.charCodeAt(opposite)];
    if (one !== other) {
      if (!isInSymbol) return one !== CLOSES && other !== CLOSES;
      // Two made-up names are never the same.
      return isNameSymbol(symbolAround(end, at)) && isNameSymbol(symbolAround(value, opposite));
    }
    if (one === CLOSES) isInSymbol = true;
    else if (one === OPENS) isInSymbol = false;
  }
  return false;
}

/** Whether a value ends with a made-up name that the text does not have. */
function lacksName(text: string, value: string): boolean {
  if (!value.endsWith(CLOSE)) return false;
  const last = symbolAround(value, value.length - 1);
  return !text.includes(last) && isNameSymbol(last);
}

function symbolAround(text: string, at: number): string {
  return text.slice(text.lastIndexOf(OPEN, at), text.indexOf(CLOSE, at) + 1);
}
