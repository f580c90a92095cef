// Who can become whom: rights that give no data today and can be used to get them, such as handing a role to a function, replacing a
// function's code, or writing a policy. The edges are those that Principal Mapper and AWS's own guidance on privilege escalation name.

import { OPEN, type RequestContext } from '../iam';
import { own, type Resource, symbol } from '../template';
import type { Access } from './access';
import type { Identity } from './identity';
import { texts } from './statement-text';

export interface Edge {
  readonly from: Identity;
  /** The rights that it takes, all of them. */
  readonly actions: readonly string[];
  /** The resource that is administered. */
  readonly on: Resource;
  /** Whom it makes of `from`; none if the resource itself is won. */
  readonly to?: Identity;
  readonly certain: boolean;
  readonly because: string;
}

/** A right over a role's or user's own policies, or its trust: it then is what it wants to be. */
const OVER_IDENTITY: { readonly [type: string]: readonly string[] } = {
  'AWS::IAM::Role': [
    'iam:PutRolePolicy',
    'iam:AttachRolePolicy',
    'iam:UpdateAssumeRolePolicy',
    'iam:DeleteRolePermissionsBoundary',
  ],
  'AWS::IAM::User': [
    'iam:PutUserPolicy',
    'iam:AttachUserPolicy',
    'iam:CreateAccessKey',
    'iam:CreateLoginProfile',
    'iam:UpdateLoginProfile',
  ],
  'AWS::IAM::Group': ['iam:PutGroupPolicy', 'iam:AttachGroupPolicy', 'iam:AddUserToGroup'],
  'AWS::IAM::ManagedPolicy': ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'],
};

/** A right over the policy of a resource. */
const OVER_RESOURCE: { readonly [type: string]: readonly string[] } = {
  'AWS::KMS::Key': ['kms:PutKeyPolicy', 'kms:CreateGrant'],
  'AWS::KMS::ReplicaKey': ['kms:PutKeyPolicy', 'kms:CreateGrant'],
  'AWS::S3::Bucket': ['s3:PutBucketPolicy', 's3:PutBucketAcl', 's3:CreateAccessPoint'],
  'AWS::DynamoDB::Table': ['dynamodb:PutResourcePolicy'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb:PutResourcePolicy'],
  'AWS::SQS::Queue': ['sqs:AddPermission', 'sqs:SetQueueAttributes'],
  'AWS::SNS::Topic': ['sns:AddPermission', 'sns:SetTopicAttributes'],
  'AWS::SecretsManager::Secret': ['secretsmanager:PutResourcePolicy'],
  'AWS::Kinesis::Stream': ['kinesis:PutResourcePolicy'],
  'AWS::Backup::BackupVault': ['backup:PutBackupVaultAccessPolicy'],
};

/** A right over code that runs with a role; where the role stands. */
const OVER_CODE: { readonly [type: string]: { readonly actions: readonly string[]; readonly role: string } } = {
  'AWS::Lambda::Function': { actions: ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'], role: 'Role' },
  'AWS::StepFunctions::StateMachine': { actions: ['states:UpdateStateMachine'], role: 'RoleArn' },
  'AWS::CodeBuild::Project': { actions: ['codebuild:UpdateProject', 'codebuild:StartBuild'], role: 'ServiceRole' },
  'AWS::Glue::Job': { actions: ['glue:UpdateJob'], role: 'Role' },
  'AWS::CloudFormation::Stack': { actions: ['cloudformation:UpdateStack'], role: 'RoleARN' },
};

/** By any one of these, whoever may pass a role has something run with it. */
const RUNS_WITH_PASSED_ROLE: readonly string[] = [
  'lambda:CreateFunction',
  'lambda:UpdateFunctionConfiguration',
  'ecs:RunTask',
  'ecs:StartTask',
  'ecs:RegisterTaskDefinition',
  'ec2:RunInstances',
  'ec2:AssociateIamInstanceProfile',
  'cloudformation:CreateStack',
  'cloudformation:UpdateStack',
  'cloudformation:CreateChangeSet',
  'cloudformation:SetStackPolicy',
  'codebuild:CreateProject',
  'codepipeline:CreatePipeline',
  'states:CreateStateMachine',
  'glue:CreateJob',
  'glue:CreateDevEndpoint',
  'sagemaker:CreateNotebookInstance',
  'sagemaker:CreateTrainingJob',
  'sagemaker:CreateProcessingJob',
  'datapipeline:CreatePipeline',
  'scheduler:CreateSchedule',
  'events:PutTargets',
  'ssm:StartAutomationExecution',
  'apprunner:CreateService',
  'batch:RegisterJobDefinition',
  'elasticmapreduce:RunJobFlow',
  'bedrock-agentcore:CreateCodeInterpreter',
];

const INTO_INSTANCE: readonly string[] = ['ssm:SendCommand', 'ssm:StartSession', 'ec2-instance-connect:SendSSHPublicKey'];

const PASS = ['iam:PassRole'] as const;

/** The worst of what a request may be: a grant for oneself, a role for whatever service. */
const CIRCUMSTANCES: { readonly [action: string]: RequestContext } = {
  'kms:CreateGrant': { 'kms:GrantIsForAWSResource': 'false', 'kms:ViaService': [] },
  'iam:PassRole': { 'iam:PassedToService': OPEN },
};

export class Administration {
  private readonly edgesOf = new Map<Identity, readonly Edge[]>();

  public constructor(private readonly access: Access) {}

  /** What an identity can take over, one step. */
  public edges(from: Identity): readonly Edge[] {
    const known = this.edgesOf.get(from);
    if (known !== undefined) return known;
    const found = [...this.overIdentities(from), ...this.overResources(from), ...this.overCode(from), ...this.byPassing(from)];
    this.edgesOf.set(from, found);
    return found;
  }

  private *overIdentities(from: Identity): Generator<Edge> {
    for (const [type, actions] of Object.entries(OVER_IDENTITY)) {
      for (const on of this.access.templates.ofType(type)) {
        const owners = this.ownersOf(on);
        for (const edge of this.allowed(from, actions, on)) for (const to of owners) yield { ...edge, to };
      }
    }
  }

  private *overResources(from: Identity): Generator<Edge> {
    for (const [type, actions] of Object.entries(OVER_RESOURCE)) {
      for (const on of this.access.templates.ofType(type)) yield* this.allowed(from, actions, on);
    }
  }

  private *overCode(from: Identity): Generator<Edge> {
    for (const [type, { actions, role }] of Object.entries(OVER_CODE)) {
      for (const on of this.access.templates.ofType(type)) {
        const runsAs = texts(own(on.properties, role)).flatMap((arn) => this.access.identityOf(arn) ?? []);
        for (const edge of this.allowed(from, actions, on)) for (const to of runsAs) if (to !== from) yield { ...edge, to };
      }
    }
    for (const on of this.access.templates.ofType('AWS::EC2::Instance')) {
      const runsAs = this.profileOf(on);
      for (const edge of this.allowed(from, INTO_INSTANCE, on)) for (const to of runsAs) if (to !== from) yield { ...edge, to };
    }
  }

  private *byPassing(from: Identity): Generator<Edge> {
    const runs = [...this.access.allowable(from, undefined, RUNS_WITH_PASSED_ROLE)].flatMap((action) => {
      // Something new, of a name that is free to choose.
      const decision = this.access.decide(from, { action, arn: symbol(`whatever ${action} makes`) });
      return decision.effect === 'Denied' ? [] : [{ action, decision }];
    });
    const [run] = runs;
    if (run === undefined) return;
    for (const to of this.access.identities) {
      if (to.resource === undefined || to.principal.kind !== 'role' || to === from) continue;
      for (const edge of this.allowed(from, PASS, to.resource)) {
        yield {
          ...edge,
          to,
          actions: [...PASS, run.action],
          certain: edge.certain && run.decision.effect === 'Allowed',
        };
      }
    }
  }

  /** Actions on the identities themselves are judged by identity policies alone: a trust policy is about assuming. */
  private *allowed(from: Identity, actions: readonly string[], on: Resource): Generator<Edge> {
    const isIam = on.type.startsWith('AWS::IAM::');
    const arn = this.arnOf(on);
    const allowable = this.access.allowable(from, isIam ? undefined : on, actions, [arn]);
    if (allowable.size === 0) return;
    for (const action of actions) {
      if (!allowable.has(action)) continue;
      const decision = this.access.decide(from, {
        action,
        ...(isIam ? { arn } : { resource: on }),
        context: CIRCUMSTANCES[action] ?? {},
      });
      if (decision.effect === 'Denied') continue;
      yield { from, actions: [action], on, certain: decision.effect === 'Allowed', because: decision.because };
    }
  }

  private arnOf(on: Resource): string {
    const { templates } = this.access;
    return on.type === 'AWS::IAM::ManagedPolicy' ? templates.refOf(on) : templates.attributeOf(on, 'Arn');
  }

  /** Whose rights a role, user, group or policy makes. */
  private ownersOf(on: Resource): readonly Identity[] {
    const itself = this.access.identityOf(on);
    if (itself !== undefined) return [itself];
    if (on.type === 'AWS::IAM::ManagedPolicy') {
      const names = new Set([...texts(own(on.properties, 'Roles')), ...texts(own(on.properties, 'Users'))]);
      const arn = this.access.templates.refOf(on);
      return this.access.identities.filter(
        ({ resource }) =>
          resource !== undefined &&
          (names.has(this.access.templates.refOf(resource)) ||
            texts(own(resource.properties, 'ManagedPolicyArns')).includes(arn)),
      );
    }
    return [];
  }

  private profileOf(instance: Resource): readonly Identity[] {
    const [name] = texts(own(instance.properties, 'IamInstanceProfile'));
    const { templates } = this.access;
    const profile = templates.ofType('AWS::IAM::InstanceProfile').find((one) => templates.refOf(one) === name);
    const roles = texts(own(profile?.properties ?? {}, 'Roles'));
    return this.access.identities.filter(({ resource }) => resource !== undefined && roles.includes(templates.refOf(resource)));
  }
}
