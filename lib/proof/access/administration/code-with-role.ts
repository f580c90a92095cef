// Rights over a resource that already runs with a role: its code, its definition, a shell in it. They pass no role, so they need no
// iam:PassRole. From the services' own pages in the Service Authorization Reference, and NCC Group's Principal Mapper: edges.

import { getOrAdd } from '../../collections';
import { matches, pattern } from '../../iam';
import { isSymbolic, own, type Resource, symbol, texts, within } from '../../template';
import type { Access } from '../access';
import type { Identity } from '../identities/identity';
import { arnBeside, type Edge, rightsOf } from './edge';

interface CodeWithRole {
  readonly actions: readonly string[];
  /** Path of the property that names the role, by ARN or by name, or the instance profile that holds it. */
  readonly role: string;
  /** The beginning of the actions' resource ARN, from the service on. Only if it is not the ARN of the resource itself. */
  readonly about?: readonly [service: string, resource: string];
}

const INTO_INSTANCE: readonly string[] = [
  'ssm:SendCommand',
  'ssm:StartSession',
  'ec2-instance-connect:SendSSHPublicKey',
  'ec2-instance-connect:SendSerialConsoleSSHPublicKey',
  // User data runs as root at the next start (EC2 User Guide: Run commands at launch).
  'ec2:ModifyInstanceAttribute',
];

const INSTANCE = ['ec2', 'instance/'] as const;

export const CODE_WITH_ROLE: { readonly [type: string]: readonly CodeWithRole[] } = {
  'AWS::Lambda::Function': [{ actions: ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'], role: 'Role' }],
  'AWS::StepFunctions::StateMachine': [{ actions: ['states:UpdateStateMachine'], role: 'RoleArn' }],
  'AWS::CodeBuild::Project': [
    {
      actions: ['codebuild:UpdateProject', 'codebuild:StartBuild', 'codebuild:StartBuildBatch'],
      role: 'ServiceRole',
      about: ['codebuild', 'project/'],
    },
  ],
  'AWS::Glue::Job': [{ actions: ['glue:UpdateJob'], role: 'Role', about: ['glue', 'job/'] }],
  'AWS::Glue::DevEndpoint': [{ actions: ['glue:UpdateDevEndpoint'], role: 'RoleArn', about: ['glue', 'devEndpoint/'] }],
  'AWS::CloudFormation::StackSet': [
    {
      actions: ['cloudformation:UpdateStackSet', 'cloudformation:CreateStackInstances'],
      role: 'AdministrationRoleARN',
      about: ['cloudformation', 'stackset/'],
    },
  ],
  // A shell in a task has the task's credentials (ECS Developer Guide: ECS Exec).
  'AWS::ECS::TaskDefinition': [{ actions: ['ecs:ExecuteCommand'], role: 'TaskRoleArn', about: ['ecs', 'task/'] }],
  // A resolver's template is a request with the data source's role (AppSync Developer Guide: Attaching a data source).
  'AWS::AppSync::DataSource': [
    {
      actions: ['appsync:CreateResolver', 'appsync:UpdateResolver', 'appsync:CreateFunction', 'appsync:UpdateFunction'],
      role: 'ServiceRoleArn',
      about: ['appsync', 'apis/'],
    },
  ],
  // The caller chooses the container's command (AWS Batch API Reference: SubmitJob, containerOverrides).
  'AWS::Batch::JobDefinition': [
    { actions: ['batch:SubmitJob'], role: 'ContainerProperties.JobRoleArn', about: ['batch', 'job-definition/'] },
  ],
  'AWS::SageMaker::NotebookInstance': [
    {
      actions: ['sagemaker:CreatePresignedNotebookInstanceUrl', 'sagemaker:UpdateNotebookInstance'],
      role: 'RoleArn',
      about: ['sagemaker', 'notebook-instance/'],
    },
  ],
  'AWS::AppRunner::Service': [
    { actions: ['apprunner:UpdateService'], role: 'InstanceConfiguration.InstanceRoleArn', about: ['apprunner', 'service/'] },
  ],
  'AWS::Synthetics::Canary': [
    { actions: ['synthetics:UpdateCanary'], role: 'ExecutionRoleArn', about: ['synthetics', 'canary:'] },
  ],
  'AWS::EC2::Instance': [{ actions: INTO_INSTANCE, role: 'IamInstanceProfile', about: INSTANCE }],
  'AWS::EC2::LaunchTemplate': launched('LaunchTemplateData.IamInstanceProfile', [
    { actions: ['ec2:CreateLaunchTemplateVersion'], about: ['ec2', 'launch-template/'] },
  ]),
  'AWS::AutoScaling::LaunchConfiguration': [{ actions: INTO_INSTANCE, role: 'IamInstanceProfile', about: INSTANCE }],
};

/** A resource that creates instances names their instance profile by ARN or by name. */
function launched(path: string, more: readonly Omit<CodeWithRole, 'role'>[]): CodeWithRole[] {
  const rights = [...more, { actions: INTO_INSTANCE, about: INSTANCE }];
  return [`${path}.Arn`, `${path}.Name`].flatMap((role) => rights.map((one) => ({ ...one, role })));
}

interface RunsAs {
  readonly identity: Identity;
  /** False if only the deployment knows whether it is this identity. */
  readonly certain: boolean;
}

export class CodeWithRoles {
  private readonly known = new Map<string, readonly RunsAs[]>();

  public constructor(private readonly access: Access) {}

  public *edges(from: Identity): Generator<Edge> {
    for (const [type, entries] of Object.entries(CODE_WITH_ROLE)) {
      for (const entry of entries) {
        for (const on of this.access.within(from, type, entry.actions)) yield* this.over(from, on, entry);
      }
    }
  }

  private *over(from: Identity, on: Resource, { actions, role, about }: CodeWithRole): Generator<Edge> {
    const arn = about && `${arnBeside(this.access, on, about[0])}${about[1]}${symbol(`whatever ${on.id} runs as`)}`;
    const rights = rightsOf(this.access, from, actions, { resource: on, ...(arn !== undefined && { arn }) });
    if (rights.length === 0) return;
    const runsAs = texts(within(on.properties, role)).flatMap((name) => this.runsAs(name));
    for (const { action, certain, because } of rights) {
      for (const { identity: to, certain: isSure } of runsAs) {
        if (to.resource !== from.resource) yield { from, actions: [action], on, to, certain: certain && isSure, because };
      }
    }
  }

  /** A role by its ARN or name, or the roles of an instance profile. If only the deployment knows the name, every role is possible. */
  private runsAs(name: string): readonly RunsAs[] {
    return getOrAdd(this.known, name, () => {
      const { templates } = this.access;
      const profile = templates
        .ofType('AWS::IAM::InstanceProfile')
        .find((one) => templates.refOf(one) === name || templates.attributeOf(one, 'Arn') === name);
      return profile === undefined
        ? this.rolesNamed(name)
        : texts(own(profile.properties, 'Roles')).flatMap((role) => this.rolesNamed(role));
    });
  }

  private rolesNamed(name: string): RunsAs[] {
    const roles = this.access.identities.filter(({ principal }) => principal.kind === 'role');
    const namesOf = ({ principal, resource }: Identity) => [
      ...('arn' in principal ? [principal.arn] : []),
      ...(resource ? [this.access.templates.refOf(resource)] : []),
    ];
    const exact = roles.find((role) => namesOf(role).includes(name));
    if (exact !== undefined) return [{ identity: exact, certain: true }];
    if (!isSymbolic(name)) return [];
    const written = pattern([{ literally: name }]);
    return roles
      .filter((role) => namesOf(role).some((one) => matches(written, one) !== false))
      .map((identity) => ({ identity, certain: false }));
  }
}
