// Rights that, together with iam:PassRole, start something with a role of the caller's choice (IAM User Guide: Grant a user permissions
// to pass a role to an AWS service). The Service Authorization Reference marks them as dependent on iam:PassRole. The action data of this
// package does not, so a list here has them. Every other action that sets something up counts as uncertain.

import type { ActionCatalogue } from '../../actions';
import { OPEN } from '../../iam';
import { fresh, type Resource, symbol } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { comparedValues } from '../mentioned-keys';
import { statementTexts } from '../policies/statement-text';
import { SOURCE_FUNCTION_ARN } from '../source-functions';
import type { Alterations } from './altered-identities';
import { arnBeside, type Edge, type Right, rightsOf } from './edge';
import { RUNS_WITH_PASSED_ROLE, takesNoRole } from './takes-a-role';

const PASS = ['iam:PassRole'] as const;
const IN_LAMBDA = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'] as const;
const DELETE = ['lambda:DeleteFunction'] as const;
const OWN_FUNCTION = fresh('function of the caller');

export class PassedRoles {
  public constructor(
    private readonly access: Access,
    private readonly catalogue: ActionCatalogue,
    private readonly alterations: Alterations,
  ) {}

  public *edges(from: Identity): Generator<Edge> {
    if (this.access.allowable(from, undefined, PASS).size === 0) return;
    const run = this.runs(from);
    if (run === undefined) return;
    for (const to of this.access.identities) {
      const on = to.resource;
      if (on === undefined || to.principal.kind !== 'role' || on === from.resource) continue;
      const arn = this.access.templates.attributeOf(on, 'Arn');
      const passed = this.alterations.inOwnCode(to, () => this.functionOf(from, to, on));
      for (const { certain, because } of rightsOf(this.access, from, PASS, { arn })) {
        yield { from, actions: [...PASS, run.action], on, to: passed, certain: certain && run.certain, because };
      }
    }
  }

  /**
   * What `lambda:SourceFunctionArn` names in code that the caller starts with a passed role: nothing outside of Lambda, otherwise a function
   * of the caller. It chooses the name, except the name of a function that exists and that it may not delete.
   */
  private functionOf(from: Identity, to: Identity, role: Resource): string | typeof OPEN | readonly never[] {
    const ofLambda = rightsOf(this.access, from, IN_LAMBDA, { arn: symbol('whatever runs with a passed role') });
    if (ofLambda.length === 0) return [];
    const { templates } = this.access;
    const demanded = to.identityPolicies.flatMap((policy) => comparedValues(policy, SOURCE_FUNCTION_ARN));
    const isTaken = (arn: string) => {
      const resource = templates.ofType('AWS::Lambda::Function').find((one) => templates.attributeOf(one, 'Arn') === arn);
      return resource !== undefined && rightsOf(this.access, from, DELETE, { resource }).length === 0;
    };
    return demanded.every(isTaken) ? `${arnBeside(this.access, role, 'lambda')}function:${OWN_FUNCTION}` : OPEN;
  }

  /** One right that starts something with a passed role, preferably a certain one. */
  private runs(from: Identity): Right | undefined {
    const known = rightsOf(this.access, from, RUNS_WITH_PASSED_ROLE, { arn: symbol('whatever runs with a passed role') });
    const [first] = [...known.filter(({ certain }) => certain), ...known];
    return first ?? this.setsUp(from);
  }

  /** Any other action that sets something up: AWS adds actions with a role parameter every month. */
  private setsUp(from: Identity): Right | undefined {
    for (const action of new Set(from.identityPolicies.flatMap(({ document }) => this.written(document)))) {
      const [right] = rightsOf(this.access, from, [action], { arn: symbol('whatever is set up') });
      if (right !== undefined) return { ...right, certain: false };
    }
    return undefined;
  }

  private written(document: Identity['identityPolicies'][number]['document']): string[] {
    return statementTexts(document).flatMap(({ isAllow, actions, notActions }) => {
      if (!isAllow) return [];
      const named = actions.flatMap((text) => this.catalogue.actionsMatching(text) ?? text.replace(/[*?]/g, 'Any'));
      return [...named.filter((action) => this.mayTakeRole(action)), ...(notActions.length > 0 ? ['any:Action'] : [])];
    });
  }

  private mayTakeRole(name: string): boolean {
    const level = this.catalogue.action(name)?.level;
    return level !== 'Read' && level !== 'List' && level !== 'Tagging' && !takesNoRole(name);
  }
}
