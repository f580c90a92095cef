import { conditionsOn } from '../../access';
import { getOrAdd } from '../../collections';
import type { Evidence } from '../../evidence';
import { own, type Resource } from '../../template';
import type { Rule } from '../rule';
import { few } from '../shared/statements';
import { type Caller, callersOf, effective, endpointNameOf } from './calls';

export const grantedButUnreachable: Rule = {
  id: 'granted-but-unreachable',
  severity: 'warning',
  why: 'The role allows the call, but the network does not. The call fails in production, or succeeds through a connection that these templates do not declare.',
  fix: 'Add a VPC endpoint for the service and allow the call in its policy, or remove the permission from the role.',
  source: 'AWS PrivateLink Guide: Control access to VPC endpoints using endpoint policies',
  *find(evidence) {
    for (const caller of callersOf(evidence.access, evidence.network)) {
      if (caller.end === undefined) continue;
      const unreachable = new Map<string, Set<string>>();
      for (const { action, resource, arn } of grantsOf(evidence, caller)) {
        const found = effective(evidence.access, evidence.network, caller, { action, ...(resource && { resource }), arn });
        if (found.answer !== 'unreachable' && found.answer !== 'refused by endpoint') continue;
        const because = found.answer === 'unreachable' ? found.because : `${found.endpoint.id}: ${found.because}`;
        getOrAdd(unreachable, because, () => new Set()).add(action);
      }
      for (const [because, actions] of unreachable) {
        yield {
          resource: caller.resource,
          message: `its role allows ${few([...actions])}, but the network does not let the call through`,
          because,
        };
      }
    }
  },
};

/**
 * Actions that the Lambda service calls with the role, outside the function's network: it delivers logs, manages network interfaces and
 * sends traces (Lambda Developer Guide: execution role). Lambda also sends to a dead-letter queue or a destination and polls an event
 * source: exemptFor() covers these if the function has one.
 */
const BY_LAMBDA =
  /^(?:logs:(?:CreateLog(?:Group|Stream)|PutLogEvents)|ec2:(?:(?:Create|Delete)NetworkInterface|Describe\w+|(?:Assign|Unassign)PrivateIpAddresses|(?:Attach|Detach)NetworkInterface|ModifyNetworkInterfaceAttribute|GetSecurityGroupsForVpc)|xray:\w+)$/;

/** Permissions to connect to a database or file system in the network itself: they call no AWS API. */
const CONNECTS =
  /^(?:rds-db:connect|dsql:DbConnect\w*|elasticache:Connect|memorydb:Connect|kafka-cluster:\w+|neptune-db:\w+|elasticfilesystem:Client\w+|redshift:GetClusterCredentials)$/i;

/**
 * Services that call KMS themselves with the rights of their caller (AWS KMS Developer Guide: kms:ViaService). The call does not come
 * from the caller's network.
 */
const ENCRYPTS_FOR_CALLER =
  /^(?:\*$|(?:s3|sqs|sns|dynamodb|kinesis|firehose|secretsmanager|ssm|rds|ebs|elasticfilesystem|backup|glue|athena|redshift|es|aoss|ecr|bedrock|sagemaker|translate|transcribe|textract):)/i;

interface Grant {
  readonly action: string;
  readonly resource?: Resource;
  readonly arn: string;
}

/** One call for each service and resource in the role's statements. */
function* grantsOf(evidence: Evidence, { identity, resource: caller }: Caller): Generator<Grant> {
  const { actions: catalogue } = evidence;
  const documents = evidence.documents.filter(
    ({ kind, policy }) => kind === 'identity' && identity.identityPolicies.some((one) => one.document === policy.document),
  );
  const usesKeysByService = documents.some(({ statements }) =>
    statements.some(({ isAllow, actions }) => isAllow && actions.some((action) => ENCRYPTS_FOR_CALLER.test(action))),
  );
  const isExempt = exemptFor(evidence, caller);
  const exempt = (action: string) => isExempt(action) || (usesKeysByService && action.startsWith('kms:'));
  const byArn = evidence.resourcesByArn;
  const seen = new Set<string>();
  for (const document of documents) {
    for (const statement of document.statements) {
      const { isAllow, actions, resources } = statement;
      // Only a service that calls KMS for the role meets kms:ViaService.
      if (!isAllow || conditionsOn(statement, 'kms:ViaService').some(({ operator }) => !operator.includes('Not'))) continue;
      for (const written of actions) {
        // `*` names no service. Of a wildcard within one service, the first action stands for all of them.
        const [action] = (catalogue.actionsMatching(written) ?? []).filter(
          (one) => !BY_LAMBDA.test(one) && !CONNECTS.test(one) && !exempt(one),
        );
        if (action === undefined || written === '*') continue;
        for (const arn of resources) {
          const key = `${endpointNameOf(action)} ${action} ${arn}`;
          if (seen.has(key)) continue;
          seen.add(key);
          const resource = byArn.get(arn.replace(/\/?\*$/, ''));
          yield { action, ...(resource && { resource }), arn: arn.replace(/\*/g, 'any') };
        }
      }
    }
  }
}

function exemptFor({ templates }: Evidence, caller: Resource): (action: string) => boolean {
  const name = templates.refOf(caller);
  const arn = templates.attributeOf(caller, 'Arn');
  const isMine = ({ properties }: Resource) => {
    const of = own(properties, 'FunctionName');
    return of === name || of === arn;
  };
  const mappings = templates.ofType('AWS::Lambda::EventSourceMapping').filter(isMine);
  const polls = mappings.length > 0;
  const sends =
    own(caller.properties, 'DeadLetterConfig') !== undefined ||
    mappings.some(({ properties }) => own(properties, 'DestinationConfig') !== undefined) ||
    templates.ofType('AWS::Lambda::EventInvokeConfig').some(isMine);
  return (action) =>
    (polls &&
      /^(?:sqs:(?:ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility)|kinesis:|dynamodb:(?:DescribeStream|GetRecords|GetShardIterator|ListStreams)|kafka)/.test(
        action,
      )) ||
    (sends && /^(?:sqs:SendMessage|sns:Publish|events:PutEvents|lambda:InvokeFunction)$/.test(action));
}
