// What a text becomes that the strict reader takes: an object that nobody can add members to from outside. Which texts it takes is in
// rows-of-json.ts.

import { parseJsonObject, parseUnambiguous } from '../../../../lambda/runtime/asap/strict-json';

const seen = (text: string) => parseJsonObject(Buffer.from(text));

it.each(['{"a":1}', '{"a":"ü"}', '{"a":"\\n"}'])(
  'gives for %s an object that inherits nothing and gets nothing to inherit',
  (text) => {
    const prototype = Object.getPrototypeOf(seen(text));

    expect(Reflect.ownKeys(prototype)).toEqual([]);
    expect(Object.getPrototypeOf(prototype)).toBeNull();
    expect(Reflect.set(prototype, 'exp', 1)).toBe(false);
    expect(Reflect.setPrototypeOf(prototype, { exp: 1 })).toBe(false);
  },
);

it('refuses every object once somebody has given all objects a member', () => {
  const plain = Buffer.from('{"iss":"gateway"}');
  const polluted = Object.prototype as { exp?: number };
  polluted.exp = 1;
  try {
    expect(parseUnambiguous(plain)).toBeUndefined();
    expect(parseUnambiguous(Buffer.from('{"iss":"ü"}'))?.exp).toBeUndefined();
  } finally {
    delete polluted.exp;
  }
  expect(parseUnambiguous(plain)).toEqual({ iss: 'gateway' });
});
