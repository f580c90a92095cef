/** `true` and `false` as the template's conditions come out, `undefined` if that is known only at deployment. */
export type Truth = boolean | undefined;
