// Which identity can become which. Some rights give no access to data, but an identity can use them to get access: passing a role to a
// function, replacing a function's code, or writing a policy. The steps come from Principal Mapper and AWS's guidance on privilege escalation.

import type { ActionCatalogue } from '../../actions';
import { getOrAdd } from '../../collections';
import type { RequestContext } from '../../iam';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { Alterations } from './altered-identities';
import { CodeWithRoles } from './code-with-role';
import { type Edge, rightsOf } from './edge';
import { NewPrincipals } from './new-principals';
import { OverIdentities } from './over-identities';
import { PassedRoles } from './passed-roles';

/** Rights that decide who can use a key. For other resources, the isolation matrix has the rights that change access. */
const OVER_KEY: readonly string[] = ['kms:PutKeyPolicy', 'kms:CreateGrant'];

/** The most dangerous request: a direct call that creates a grant for the caller. */
const DIRECTLY: RequestContext = { 'kms:GrantIsForAWSResource': 'false', 'kms:ViaService': [] };

export class Administration {
  private readonly edgesOf = new Map<Identity, readonly Edge[]>();
  private readonly steps: readonly { edges(from: Identity): Iterable<Edge> }[];

  public constructor(
    private readonly access: Access,
    catalogue: ActionCatalogue,
  ) {
    const alterations = new Alterations(access.policies.documents);
    this.steps = [
      new OverIdentities(access, alterations),
      new NewPrincipals(access),
      { edges: (from) => this.overKeys(from) },
      new CodeWithRoles(access),
      new PassedRoles(access, catalogue, alterations),
    ];
  }

  /** The single steps that an identity can take. */
  public edges(from: Identity): readonly Edge[] {
    return getOrAdd(this.edgesOf, from, () => this.steps.flatMap((step) => [...step.edges(from)]));
  }

  private *overKeys(from: Identity): Generator<Edge> {
    const keys = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'].flatMap((type) => this.access.within(from, type, OVER_KEY));
    for (const on of keys) {
      for (const { action, certain, because } of rightsOf(this.access, from, OVER_KEY, { resource: on, context: DIRECTLY })) {
        yield { from, actions: [action], on, certain, because };
      }
    }
  }
}
