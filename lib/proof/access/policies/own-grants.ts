// Resources by the principals that their own policies name. An app has thousands of resources, and each of their policies names few
// principals: nobody asks all policies about everybody.

import { getOrAdd } from '../../collections';
import { accountNamed, madeUpNames, matches, type Pattern, type Principal, pattern, type Statement } from '../../iam';
import { arnComponents, type Resource } from '../../template';

export class OwnGrants {
  /** For statements about somebody who is not named by an ARN. */
  private readonly anybody = new Set<Resource>();
  /** By the ARN's last component, if all of it is known. */
  private readonly known = new Map<string, Set<Resource>>();
  private readonly open = new Map<string, { readonly wanted: Pattern; readonly resources: Set<Resource> }>();

  /** @param resources each with the statements of its policy that matter */
  public constructor(private readonly resources: readonly (readonly [Resource, readonly Statement[]])[]) {
    for (const [resource, statements] of resources) for (const statement of statements) this.add(resource, statement);
  }

  private add(resource: Resource, { principals }: Statement): void {
    if (!(principals instanceof Map) || principals.get('AWS')?.includes('*')) this.anybody.add(resource);
    else for (const text of principals.get('AWS') ?? []) this.addNamed(resource, text);
  }

  private addNamed(resource: Resource, text: string): void {
    // A statement for an account gives nothing without a policy of the identity.
    if (accountNamed(text) !== undefined) return;
    const name = knownName(text);
    if (name !== undefined) getOrAdd(this.known, name, () => new Set()).add(resource);
    else
      getOrAdd(this.open, text, () => ({ wanted: pattern([{ literally: text }]), resources: new Set<Resource>() })).resources.add(
        resource,
      );
  }

  /** The resources, in their order, of which some policy may be about a principal. */
  public for(principal: Principal): readonly Resource[] {
    const isPlain =
      (principal.kind === 'role' && principal.alsoNamed === undefined && principal.sessionArn === undefined) ||
      principal.kind === 'user';
    const name = isPlain ? knownName(principal.arn) : undefined;
    if (!isPlain || name === undefined) return this.resources.map(([resource]) => resource);
    const found = new Set([...this.anybody, ...(this.known.get(name) ?? [])]);
    for (const { wanted, resources } of this.open.values()) {
      if (matches(wanted, principal.arn) !== false) for (const resource of resources) found.add(resource);
    }
    return this.resources.flatMap(([resource]) => (found.has(resource) ? [resource] : []));
  }
}

/** The last component of an ARN, such as `role/orders`. Undefined if the deployment decides a part of it. */
function knownName(arn: string): string | undefined {
  const name = arnComponents(arn)?.[5];
  if (name === undefined) return undefined;
  const { isOpen, hasWords } = madeUpNames(name);
  return isOpen || hasWords ? undefined : name;
}
