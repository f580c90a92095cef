// A dead letter is a whole message, body and attributes, in another queue. That queue has a policy of its own, and other readers.

import { pathOf } from '../../access';
import type { Evidence } from '../../evidence';
import { isSymbolic, type Json, own, type Resource, symbol, type TemplateSet, text, texts } from '../../template';
import type { Rule, Sighting } from '../rule';

export const tenantDataDeadLetter: Rule = {
  id: 'tenant-data-dead-letter',
  severity: 'error',
  why: 'Dead letters are whole messages of tenants. If the queue for dead letters is not marked as tenant data, no rule judges who reads them.',
  fix: 'Mark the queue of RedrivePolicy.deadLetterTargetArn as tenant data. If the queue is in another template, give both templates to one run.',
  source:
    'Amazon SQS Developer Guide: Using dead-letter queues in Amazon SQS; Amazon SNS Developer Guide: Amazon SNS dead-letter queues',
  *find(evidence) {
    const { templates, tenantData } = evidence;
    if (tenantData.length === 0) return;
    for (const queue of tenantData.filter(({ type }) => type === 'AWS::SQS::Queue'))
      yield* deadLetters(evidence, queue, 'moves messages that nobody processes');
    for (const subscription of templates.ofType('AWS::SNS::Subscription')) {
      const { certain, possible } = meant(evidence, subscription, 'AWS::SNS::Topic', own(subscription.properties, 'TopicArn'));
      const isTenants = (topic: Resource) => evidence.hasTenantData(topic);
      if (certain.some(isTenants)) yield* deadLetters(evidence, subscription, 'moves messages that it cannot deliver');
      else if (possible.some(isTenants)) yield* deadLetters(evidence, subscription, 'may move messages of tenants');
    }
  },
};

function* deadLetters(evidence: Evidence, resource: Resource, does: string): Generator<Sighting> {
  for (const target of targetsOf(evidence.templates, resource)) {
    const { certain, possible } = meant(evidence, resource, 'AWS::SQS::Queue', target);
    const [queue] = certain;
    if (queue !== undefined && evidence.hasTenantData(queue)) continue;
    const name = queue === undefined ? target : pathOf(queue);
    // What may be one of several queues may also be one outside the templates.
    const why =
      queue !== undefined
        ? 'is not marked as tenant data'
        : possible.length > 0
          ? 'only the deployment knows'
          : 'is not in the templates';
    yield {
      resource,
      message: `${does} to ${name}, a queue that ${why}`,
      location: 'Properties.RedrivePolicy',
      detail: name,
    };
  }
}

function meant({ access }: Evidence, holder: Resource, type: string, name: Json | undefined) {
  return access.policies.targets.of(holder, { type, names: texts(name) }, []);
}

/** What deadLetterTargetArn may be: with an Fn::If, each branch. */
function targetsOf(templates: TemplateSet, { properties }: Resource): ReadonlySet<string> {
  const policies = formsOf(templates, own(properties, 'RedrivePolicy')).map(parsed);
  const targets = policies.flatMap((policy) => formsOf(templates, own(policy, 'deadLetterTargetArn')));
  return new Set(targets.flatMap((target) => text(target) || []));
}

/** Each branch once: in YAML, a hundred aliases can name one branch. */
function formsOf(templates: TemplateSet, value: Json | undefined): readonly (Json | undefined)[] {
  const branches = (one: Json | undefined) => (typeof one === 'string' ? templates.formsOf(one) : undefined);
  const all = new Set([value]);
  for (const one of all) for (const branch of branches(one) ?? []) all.add(branch);
  return [...all].filter((one) => branches(one) === undefined);
}

/** CloudFormation takes the policy as JSON text too. */
function parsed(policy: Json | undefined): Json | undefined {
  if (typeof policy !== 'string') return policy;
  try {
    return JSON.parse(policy) as Json;
  } catch {
    return isSymbolic(policy) ? { deadLetterTargetArn: symbol('RedrivePolicy') } : undefined;
  }
}
