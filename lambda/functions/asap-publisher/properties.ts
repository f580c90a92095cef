// Properties of a custom resource, which CloudFormation hands over as whatever the template says.

import { ExplainedError } from '../../../contract';

/** Only our constructs write these properties. */
export const REMEDY = 'let AsapIdentity make this resource, and deploy again';

/** A text that is not empty. Throws ExplainedError for anything else. */
export function text(properties: unknown, name: string): string {
  const value = (properties as { readonly [name: string]: unknown } | undefined)?.[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ExplainedError(`property ${name} is ${JSON.stringify(value)}`, 'a string', REMEDY);
}
