/** The value of a condition. `undefined` if only the deployment knows it. */
export type Truth = boolean | undefined;
