// Numbers and dates of condition values, as far as AWS says how it reads them.

/** A text of another type is not a number (NaN). Undefined: AWS does not say what the text means. */
export type Read = (text: string) => number | undefined;

export const number: Read = (text) => (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN);

/** Whether JavaScript's number may be another one than the text says: it keeps 15 digits. */
export function isRounded(text: string): boolean {
  const mantissa = text.replace(/[eE].*$/, '').replace(/[^0-9]/g, '');
  const digits = mantissa.replace(/^0+|0+$/g, '');
  const value = Number(text);
  return digits.length > 15 || !Number.isFinite(value) || (value === 0 && digits !== '');
}

/** The forms of the W3C's note on ISO 8601. A time of day has a zone in each of them. */
const W3C = /^(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,3})?)?(Z|[-+]\d\d:\d\d))?)?$/;

/**
 * Milliseconds since 1970. IAM: "one of the W3C implementations of the ISO 8601 date formats or in epoch (UNIX) time". Four digits are a
 * year of the one and seconds of the other. AWS does not say what it makes of other texts: JavaScript would read some of them, and those
 * without a zone in the zone of the machine.
 */
export const date: Read = (text) => {
  if (!/\d/.test(text)) return Number.NaN;
  if (/^\d{1,12}$/.test(text)) return text.length === 4 ? undefined : Number(text) * 1000;
  const [whole, year, month, day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    W3C.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const inZone = Date.parse(`${time}Z`);
  // JavaScript takes the 30th of February for a day in March, and 24:00 for a time.
  const isThere = !Number.isNaN(inZone) && new Date(inZone).toISOString().startsWith(time);
  const moment = isThere ? Date.parse(`${time}${fraction}${zone}`) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
};
