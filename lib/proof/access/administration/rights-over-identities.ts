// Rights over roles, users, groups and policies of IAM, by what they change (Service Authorization Reference: IAM; IAM User Guide:
// "Security best practices", "Permissions boundaries", "Controlling access to IAM users and roles using tags").

/**
 * - `policy`: new text for an existing policy; `attachment`: one more policy.
 * - `trust`: who can assume the role, and with which tags; `credentials`: credentials of a user.
 * - `boundary`: another permissions boundary, or none.
 * - `managed denial`, `inline denial`: removes managed or inline policies, also those that deny.
 * - `tag`, `untag`: changes aws:PrincipalTag of its sessions.
 * - `membership`, `leaving`: a user joins or leaves a group.
 */
export type Change =
  | 'policy'
  | 'attachment'
  | 'trust'
  | 'credentials'
  | 'boundary'
  | 'managed denial'
  | 'inline denial'
  | 'tag'
  | 'untag'
  | 'membership'
  | 'leaving';

export interface RightsOverType {
  readonly actions: readonly string[];
  readonly changes: { readonly [action: string]: Change };
}

const over = (changes: { readonly [action: string]: Change }): RightsOverType => ({ actions: Object.keys(changes), changes });

export const OVER_IDENTITIES: { readonly [type: string]: RightsOverType } = {
  'AWS::IAM::Role': over({
    'iam:PutRolePolicy': 'policy',
    'iam:AttachRolePolicy': 'attachment',
    'iam:UpdateAssumeRolePolicy': 'trust',
    'iam:PutRolePermissionsBoundary': 'boundary',
    'iam:DeleteRolePermissionsBoundary': 'boundary',
    'iam:DetachRolePolicy': 'managed denial',
    'iam:DeleteRolePolicy': 'inline denial',
    'iam:TagRole': 'tag',
    'iam:UntagRole': 'untag',
  }),
  'AWS::IAM::User': over({
    'iam:PutUserPolicy': 'policy',
    'iam:AttachUserPolicy': 'attachment',
    'iam:CreateAccessKey': 'credentials',
    'iam:CreateLoginProfile': 'credentials',
    'iam:UpdateLoginProfile': 'credentials',
    'iam:CreateServiceSpecificCredential': 'credentials',
    'iam:ResetServiceSpecificCredential': 'credentials',
    'iam:UploadSigningCertificate': 'credentials',
    'iam:PutUserPermissionsBoundary': 'boundary',
    'iam:DeleteUserPermissionsBoundary': 'boundary',
    'iam:DetachUserPolicy': 'managed denial',
    'iam:DeleteUserPolicy': 'inline denial',
    'iam:TagUser': 'tag',
    'iam:UntagUser': 'untag',
  }),
  'AWS::IAM::Group': over({
    'iam:AddUserToGroup': 'membership',
    'iam:PutGroupPolicy': 'policy',
    'iam:AttachGroupPolicy': 'attachment',
    'iam:DetachGroupPolicy': 'managed denial',
    'iam:DeleteGroupPolicy': 'inline denial',
    'iam:RemoveUserFromGroup': 'leaving',
  }),
  'AWS::IAM::ManagedPolicy': over({
    'iam:CreatePolicyVersion': 'policy',
    'iam:SetDefaultPolicyVersion': 'policy',
  }),
};

/** All rights, to find quickly which identity has none. */
export const EVERY_RIGHT_OVER_IDENTITIES: readonly string[] = Object.values(OVER_IDENTITIES).flatMap(({ actions }) => actions);
