// ResourcePolicy of a REST API: statements that are written out, and lists of accounts, addresses and VPCs.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's Fn::Sub

import { type Json, listOf, own } from '../../template';
import type { Expansion } from '../expansion';
import { missOthersOf } from '../missed';
import { given, isNothing, plainEntries, sub } from '../values';

const READ = `AwsAccountBlacklist AwsAccountWhitelist CustomStatements IntrinsicVpcBlacklist IntrinsicVpcWhitelist
  IntrinsicVpceBlacklist IntrinsicVpceWhitelist IpRangeBlacklist IpRangeWhitelist SourceVpcBlacklist SourceVpcWhitelist`.split(
  /\s+/,
);

/** The policy's document; undefined where nothing is written. @param paths methods by path, which the lists are about */
export function resourcePolicy(
  expansion: Expansion,
  of: string,
  policy: Json | undefined,
  paths: ReadonlyMap<string, readonly string[]>,
  stage: Json,
): Json[] {
  if (isNothing(policy)) return [];
  if (plainEntries(policy) === undefined) {
    expansion.miss(`ResourcePolicy of ${of}`);
    return [];
  }
  missOthersOf(expansion, `ResourcePolicy of ${of}`, policy, READ);
  const custom = own(policy, 'CustomStatements');
  const resources = [...paths].map(([path, methods]) => methods.map((method) => resource(method, path, stage)));
  return [
    ...resources.filter((one) => one.length > 0).flatMap((one) => statementsFor(expansion, of, policy, one)),
    ...(isNothing(custom) ? [] : listOf(custom)),
  ];
}

function resource(method: string, path: string, stage: Json): Json {
  const verb = method === 'any' || method === 'x-amazon-apigateway-any-method' ? '*' : method.toUpperCase();
  const anyPath = path.replace(/\{[^{}]*\}/g, '*').replace(/\$\{/g, '${!');
  return sub(`execute-api:/\${__Stage__}/${verb}${anyPath}`, { __Stage__: stage });
}

function statementsFor(expansion: Expansion, of: string, policy: Json, resources: Json[]): Json[] {
  const listed = (name: string): readonly Json[] => {
    const values = own(policy, name);
    return isNothing(values) ? [] : listOf(values).map((one) => expansion.value(one) ?? one);
  };
  const statement = (effect: 'Allow' | 'Deny', principal: Json, condition?: Json): Json =>
    given({ Effect: effect, Principal: principal, Action: 'execute-api:Invoke', Resource: resources, Condition: condition });
  const denied: Json[] = [];
  const accounts = (['Allow', 'Deny'] as const).flatMap((effect) => {
    const named = listed(effect === 'Allow' ? 'AwsAccountWhitelist' : 'AwsAccountBlacklist');
    return named.length === 0 ? [] : [statement(effect, { AWS: named })];
  });
  const addresses = [
    ['IpRangeWhitelist', 'NotIpAddress'],
    ['IpRangeBlacklist', 'IpAddress'],
  ] as const;
  for (const [name, operator] of addresses) {
    const ranges = listed(name);
    if (ranges.length > 0) denied.push(statement('Deny', '*', { [operator]: { 'aws:SourceIp': ranges } }));
  }
  for (const [kind, operator] of [
    ['Whitelist', 'StringNotEquals'],
    ['Blacklist', 'StringEquals'],
  ] as const) {
    const sources = vpcSources(expansion, of, listed(`SourceVpc${kind}`));
    const vpcs = [...sources.vpcs, ...listed(`IntrinsicVpc${kind}`)];
    const endpoints = [...sources.endpoints, ...listed(`IntrinsicVpce${kind}`)];
    const keys = given({
      'aws:SourceVpc': vpcs.length === 0 ? undefined : vpcs,
      'aws:SourceVpce': endpoints.length === 0 ? undefined : endpoints,
    });
    if (Object.keys(keys).length > 0) denied.push(statement('Deny', '*', { [operator]: keys }));
  }
  // What is not denied is allowed to everybody.
  return [...accounts, ...(denied.length === 0 ? [] : [statement('Allow', '*')]), ...denied];
}

/** SAM tells VPCs from endpoints by how their ids begin. */
function vpcSources(expansion: Expansion, of: string, values: readonly Json[]) {
  const begins = (prefix: string) => values.filter((one) => typeof one === 'string' && one.startsWith(prefix));
  const [vpcs, endpoints] = [begins('vpc-'), begins('vpce-')];
  if (vpcs.length + endpoints.length < values.length)
    expansion.miss(`ResourcePolicy of ${of}: a VPC that is known at deployment`);
  return { vpcs, endpoints };
}
