// `lambda:SourceFunctionArn`: the function whose code has the credentials. Lambda puts it into the credentials that it gives to the code.
// Sessions of a role have it only in a function (AWS Lambda Developer Guide: Using source function ARN to control function access behavior).

import { getOrAdd } from '../collections';
import { OPEN, type Policy, type RequestContext, statementsOf } from '../iam';
import { own, type Resource, type TemplateSet, texts } from '../template';
import type { Identity } from './identities/identity';

/** In lower case. */
export const SOURCE_FUNCTION_ARN = 'lambda:sourcefunctionarn';

const LAMBDA = 'lambda.amazonaws.com';

export class SourceFunctions {
  private byRole: Map<string, Resource[]> | undefined;

  public constructor(private readonly templates: TemplateSet) {}

  /** The value in requests of a role. An empty list: its requests never have the key. */
  public of({ principal, resource }: Identity, trust: Policy | undefined): RequestContext[string] {
    if (principal.kind !== 'role') return [];
    if (resource === undefined) return OPEN;
    const functions = this.functionsOf(principal.arn);
    const trusted = trust === undefined ? undefined : trustedServices(trust);
    if (functions.length === 0 && trusted !== undefined && !trusted.isOpen && !trusted.services.has(LAMBDA)) return [];
    const [only, ...more] = functions;
    const isLambdaOnly = trusted !== undefined && !trusted.isOpen && [...trusted.services].every((one) => one === LAMBDA);
    return only !== undefined && more.length === 0 && isLambdaOnly ? this.templates.attributeOf(only, 'Arn') : OPEN;
  }

  private functionsOf(roleArn: string): readonly Resource[] {
    if (this.byRole === undefined) {
      this.byRole = new Map();
      for (const one of this.templates.ofType('AWS::Lambda::Function')) {
        for (const role of texts(own(one.properties, 'Role'))) getOrAdd(this.byRole, role, () => []).push(one);
      }
    }
    return this.byRole.get(roleArn) ?? [];
  }
}

/** The services that may assume a role. Open if anybody else may, or if that is not known. */
function trustedServices(trust: Policy): { readonly services: ReadonlySet<string>; readonly isOpen: boolean } {
  const allowing = statementsOf(trust).filter(({ isDeny }) => !isDeny);
  const services = new Set<string>();
  let isOpen = false;
  for (const { principals } of allowing) {
    if (principals === undefined || principals === '*') isOpen = true;
    else {
      for (const [kind, names] of principals) {
        if (kind === 'Service') for (const name of names) services.add(name);
        else isOpen = true;
      }
    }
  }
  return { services, isOpen };
}
