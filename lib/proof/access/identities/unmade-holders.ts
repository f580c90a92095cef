// Whom the templates give rights to without making them: roles, users and groups that a policy names and no template makes, whoever
// will be put into a group or be given a policy that nobody here has, and whoever comes by a permission set. What else they have is not
// known; what the templates give them is asked about.

import { matches, type Policy, pattern } from '../../iam';
import { fresh, list, own, type Resource, shown, symbol, type TemplateSet, texts, within } from '../../template';
import { pathOf } from '../policies/documents';
import { openPolicy } from '../policies/elsewhere';
import { type AttachedPolicies, elsewhereInOrder, type PolicyIndex, withoutPartition } from '../policies/policies';
import { conditionsOn } from '../policies/statement-text';
import type { Identity } from './identity';

export function unmadeHolders(templates: TemplateSet, index: PolicyIndex): Identity[] {
  return [
    ...named(templates, index),
    ...membersOfGroups(templates, index),
    ...holdersOfPolicies(templates, index),
    ...permissionSets(templates, index),
  ];
}

function named(templates: TemplateSet, index: PolicyIndex): Identity[] {
  return (['Roles', 'Users', 'Groups'] as const).flatMap((kind) =>
    index.namesWithout(kind).flatMap((name): Identity[] => {
      const attached = index.attachedToName(kind, name);
      const [first] = index.attaching(kind, name);
      if (first === undefined) return [];
      const called = { Roles: `role ${shown(name)}`, Users: `user ${shown(name)}`, Groups: `members of group ${shown(name)}` }[
        kind
      ];
      const principal = kind === 'Roles' ? `role/${name}` : `user/${kind === 'Users' ? name : fresh(`member of ${name}`)}`;
      return identity(templates, first, `${called}, which no template makes`, principal, attached);
    }),
  );
}

/** Users of the templates that are in a group have what it has; without any, it is for others. */
function membersOfGroups(templates: TemplateSet, index: PolicyIndex): Identity[] {
  const joined = new Set(templates.ofType('AWS::IAM::User').flatMap((user) => index.groupNamesOf(user)));
  return templates
    .ofType('AWS::IAM::Group')
    .filter((group) => !joined.has(templates.refOf(group)))
    .flatMap((group) =>
      identity(
        templates,
        group,
        `members of group ${pathOf(group)}`,
        `user/${fresh(`member of ${group.id}`)}`,
        index.attachedTo(group),
      ),
    );
}

/** Policies that somebody else must attach; one that is named as a boundary gives nothing. */
function holdersOfPolicies(templates: TemplateSet, index: PolicyIndex): Identity[] {
  const holders = templates.ofType('AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group');
  const used = new Set(
    holders.flatMap(({ properties }) =>
      [...texts(own(properties, 'ManagedPolicyArns')), ...texts(own(properties, 'PermissionsBoundary'))].map(withoutPartition),
    ),
  );
  const referred = new Set(
    templates
      .ofType('AWS::SSO::PermissionSet')
      .flatMap((set) => [...customerManaged(set), ...list(within(set.properties, `${BOUNDARY}.CustomerManagedPolicyReference`))])
      .flatMap((one) => texts(own(one, 'Name'))),
  );
  return templates.ofType('AWS::IAM::ManagedPolicy').flatMap((policy) => {
    const arn = templates.refOf(policy);
    const isAttached = ['Roles', 'Users', 'Groups'].some((kind) => texts(own(policy.properties, kind)).length > 0);
    const isReferred = texts(own(policy.properties, 'ManagedPolicyName')).some((name) => referred.has(name));
    if (isAttached || isReferred || used.has(withoutPartition(arn)) || isDemandedAsBoundary(index, arn)) return [];
    const attached = { identity: index.byArn(arn) ?? [], elsewhere: [] };
    return identity(
      templates,
      policy,
      `holders of policy ${pathOf(policy)}`,
      `role/${fresh(`holder of ${policy.id}`)}`,
      attached,
    );
  });
}

const BOUNDARY = 'PermissionsBoundary';

/** Whether somebody may make roles with it as their boundary alone (IAM User Guide: Delegating responsibility using boundaries). */
function isDemandedAsBoundary({ documents }: PolicyIndex, arn: string): boolean {
  return documents.some(({ statements }) =>
    statements.some((statement) =>
      conditionsOn(statement, 'iam:PermissionsBoundary').some(({ values }) =>
        values.some((value) => matches(pattern([withoutPartition(value)]), withoutPartition(arn)) === true),
      ),
    ),
  );
}

/** A permission set becomes a role in each account that it is assigned to (IAM Identity Center User Guide: permission sets). */
function permissionSets(templates: TemplateSet, index: PolicyIndex): Identity[] {
  const accounts = [...new Set(templates.resources.map((resource) => templates.accountOf(resource)))];
  return templates.ofType('AWS::SSO::PermissionSet').flatMap((set) => {
    const ofName = (name: string) => templates.ofType('AWS::IAM::ManagedPolicy').filter((one) => nameOf(one) === name);
    const arns = texts(own(set.properties, 'ManagedPolicies'));
    const names = customerManaged(set).flatMap((one) => texts(own(one, 'Name')));
    const inline = index.inlineOf(set);
    const attached: AttachedPolicies = {
      identity: [
        ...inline,
        ...arns.flatMap((arn) => index.byArn(arn) ?? []),
        ...names.flatMap((name) => ofName(name).flatMap((one) => index.inlineOf(one))),
      ],
      elsewhere: elsewhereInOrder([
        ...arns.filter((arn) => index.byArn(arn) === undefined),
        ...names.filter((name) => ofName(name).length === 0).map((name) => `policy ${name}`),
      ]),
      ...boundaryOf(set, index, ofName),
    };
    return accounts.flatMap((account) =>
      identity(
        templates,
        set,
        `permission set ${pathOf(set)}${accounts.length > 1 ? ` in account ${shown(account)}` : ''}`,
        `role/aws-reserved/sso.amazonaws.com/${symbol(`role of ${set.id}`)}`,
        attached,
        account,
      ),
    );
  });
}

function boundaryOf(
  set: Resource,
  index: PolicyIndex,
  ofName: (name: string) => readonly Resource[],
): { readonly boundary?: Policy } {
  const [arn] = texts(within(set.properties, `${BOUNDARY}.ManagedPolicyArn`));
  const [name] = texts(within(set.properties, `${BOUNDARY}.CustomerManagedPolicyReference.Name`));
  const [boundary] = [
    ...(arn === undefined ? [] : (index.byArn(arn) ?? [])),
    ...(name === undefined ? [] : ofName(name).flatMap((one) => index.inlineOf(one))),
  ];
  return boundary === undefined ? {} : { boundary };
}

function customerManaged(set: Resource): ReturnType<typeof list> {
  return list(own(set.properties, 'CustomerManagedPolicyReferences'));
}

function nameOf(policy: Resource): string | undefined {
  return texts(own(policy.properties, 'ManagedPolicyName'))[0];
}

/** None for one that is given nothing. */
function identity(
  templates: TemplateSet,
  holder: Resource,
  name: string,
  resource: string,
  { identity: policies, boundary, elsewhere }: AttachedPolicies,
  account = templates.accountOf(holder),
): Identity[] {
  if (policies.length === 0 && elsewhere.length === 0) return [];
  const partition = templates.stacks.get(holder.stackName)?.place.partition ?? 'aws';
  const arn = `arn:${partition}:iam::${account}:${resource}`;
  return [
    {
      name,
      holder,
      principal: { kind: resource.startsWith('role/') ? 'role' : 'user', arn, account },
      identity: [...policies, ...elsewhere.map(openPolicy)],
      ...(boundary && { boundary }),
      elsewhere,
      tags: {},
    },
  ];
}
