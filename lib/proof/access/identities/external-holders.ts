// Identities outside the templates that the templates give rights to: roles, users and groups that a policy names, future members of a
// group, future holders of a managed policy, and users of a permission set. Their other rights are unknown. The proof judges the rights
// that the templates give them.

import { matches, type Policy, pattern } from '../../iam';
import { fresh, list, own, type Resource, shown, symbol, type TemplateSet, texts, within } from '../../template';
import { pathOf } from '../policies/documents';
import { type AttachedPolicies, type PolicyIndex, unknownInOrder, withoutPartition } from '../policies/policies';
import { conditionsOn } from '../policies/statement-text';
import { unknownPolicy } from '../policies/unknown-policy';
import type { Identity } from './identity';

export function externalHolders(templates: TemplateSet, index: PolicyIndex): Identity[] {
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

/** Users of the templates have the rights of their groups. A group without such users is for others. */
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

/** Managed policies that nobody in the templates has. A policy that is only a permissions boundary gives nothing. */
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
    const attached = { identityPolicies: index.byArn(arn) ?? [], unknownPolicies: [] };
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
      identityPolicies: [
        ...inline,
        ...arns.flatMap((arn) => index.byArn(arn) ?? []),
        ...names.flatMap((name) => ofName(name).flatMap((one) => index.inlineOf(one))),
      ],
      unknownPolicies: unknownInOrder([
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

/** An empty list if the identity has no policies. */
function identity(
  templates: TemplateSet,
  holder: Resource,
  name: string,
  resource: string,
  { identityPolicies: policies, boundary, unknownPolicies }: AttachedPolicies,
  account = templates.accountOf(holder),
): Identity[] {
  if (policies.length === 0 && unknownPolicies.length === 0) return [];
  const partition = templates.stacks.get(holder.stackName)?.place.partition ?? 'aws';
  const arn = `arn:${partition}:iam::${account}:${resource}`;
  return [
    {
      name,
      holder,
      principal: { kind: resource.startsWith('role/') ? 'role' : 'user', arn, account },
      identityPolicies: [...policies, ...unknownPolicies.map(unknownPolicy)],
      ...(boundary && { boundary }),
      unknownPolicies,
      tags: {},
    },
  ];
}
