// Properties of a custom resource, which CloudFormation hands over as whatever the template says.

/** A text that says something; throws for anything else. */
export function text(properties: unknown, name: string): string {
  const value = (properties as { readonly [name: string]: unknown } | undefined)?.[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`property ${name} is ${JSON.stringify(value)}, expected a string`);
}
