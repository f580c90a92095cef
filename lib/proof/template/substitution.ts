// The text of Fn::Sub: `${Name}`, `${Name.Attribute}`, and `${!Literal}`, which stands for `${Literal}`.

const VARIABLE = /\$\{([^${}]*)\}/g;

/** The text with a value for each variable. */
export function substitute(text: string, valueFor: (name: string) => string): string {
  return text.replace(VARIABLE, (_all, inner: string) =>
    inner.startsWith('!') ? `\${${inner.slice(1)}}` : valueFor(inner.trim()),
  );
}

/** Every variable's name, with its attribute. */
export function variablesOf(text: string): string[] {
  return [...text.matchAll(VARIABLE)].flatMap(([, inner = '']) => (inner.startsWith('!') ? [] : [inner.trim()]));
}

/** `Name.Some.Attribute` is the attribute `Some.Attribute` of `Name`. */
export function attributeIn(name: string): readonly [logicalId: string, attribute: string] | undefined {
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : [name.slice(0, dot), name.slice(dot + 1)];
}
