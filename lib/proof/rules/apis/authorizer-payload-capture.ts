import type { Evidence } from '../../evidence';
import { list, own, type Resource, text } from '../../template';
import type { Rule } from '../rule';
import { authorizerFunctions, namesWhole } from '../shared/gateways';
import { isGiven, property } from '../shared/properties';

export const authorizerPayloadCapture: Rule = {
  id: 'authorizer-payload-capture',
  severity: 'error',
  why: 'Every event of an authorizer contains the caller’s token. A queue, a destination, a layer, a URL or an event source can keep the token or send it elsewhere.',
  fix: 'Remove the queue, destination, layer, URL or event source. Only API Gateway may call an authorizer, and an authorizer must not pass its event on.',
  source: 'AWS Lambda Developer Guide: Capturing records of Lambda asynchronous invocations',
  *find(evidence) {
    for (const resource of authorizerFunctions(evidence)) {
      const ways = waysOut(evidence, resource);
      if (ways.length > 0) yield { resource, message: `the function is an authorizer, but it has ${ways.join(', ')}` };
    }
  },
};

function waysOut({ templates }: Evidence, fn: Resource): string[] {
  const arn = templates.attributeOf(fn, 'Arn');
  const name = templates.refOf(fn);
  const isOf = (property: string) => (one: Resource) => {
    const of = text(own(one.properties, property)) ?? '';
    return of === name || of.startsWith(`${name}:`) || namesWhole(of, arn);
  };
  const configs = templates.ofType('AWS::Lambda::EventInvokeConfig').filter(isOf('FunctionName'));
  const sends = configs.some(({ properties }) => {
    const destinations = own(properties, 'DestinationConfig');
    return ['OnFailure', 'OnSuccess'].some((on) => isGiven(own(own(destinations, on), 'Destination')));
  });
  return [
    ...(isGiven(property(fn, 'DeadLetterConfig.TargetArn')) ? ['a dead-letter queue'] : []),
    ...(sends ? ['a destination'] : []),
    ...(templates.ofType('AWS::Lambda::EventSourceMapping').some(isOf('FunctionName')) ? ['an event source'] : []),
    ...(templates.ofType('AWS::Lambda::Url').some(isOf('TargetFunctionArn')) ? ['a URL'] : []),
    ...(list(own(fn.properties, 'Layers')).length > 0 ? ['layers'] : []),
  ];
}
