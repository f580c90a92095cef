// The text of a resolved policy value. It can be read as an ARN, although only the deployment knows some of its parts.

/** A whole value that stands for the ARN of one principal: an attribute, or a reference to another stack. */
export const ATTRIBUTE = '<attribute>';

/** A part that only the deployment knows appears as `<…>`, without a colon, an asterisk or a question mark. */
export function policyText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown];
    return Array.isArray(parts) ? parts.map(policyText).join(separator) : '<value>';
  }
  if (name === 'Fn::Sub' && typeof argument === 'string')
    return argument.replace(/\$\{([^}]*)\}/g, (_all, ref) => reference(ref));
  if (name === 'Fn::GetAtt' || name === 'Fn::ImportValue' || name === 'Fn::GetStackOutput') return ATTRIBUTE;
  return name === 'Ref' ? reference(String(argument)) : '<value>';
}

/** True for a whole value that the deployment gives, and that can be an ARN. */
export function isGivenAtDeployment(text: string): boolean {
  return /^<(?!Ref AWS\.)[^<>]*>$/.test(text);
}

function reference(name: string): string {
  // CDK passes references of other stacks to a nested stack under this name. Any other parameter could be an account, or everybody.
  return name.startsWith('referenceto') ? ATTRIBUTE : `<Ref ${name.replaceAll('::', '.').replace(/[:*?<>]/g, '')}>`;
}
