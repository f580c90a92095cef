import { ActionCatalogue } from '../lib/proof/actions';
import { Evidence } from '../lib/proof/evidence';
import { runRules } from '../lib/proof/rules';
import { type JsonObject, TemplateSet } from '../lib/proof/template';
import { ACCOUNT, allow, att, boundTo, document, fn, granted, type Parts, REGION, role, TENANT, tenantTable } from './lib/proof/rules/planted/builders';
const catalogue = new ActionCatalogue();
const ASSUME = ['sts:AssumeRole', 'sts:TagSession'];
const app: Parts = {
  ...tenantTable(),
  ...role('Tenant', { AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { AWS: att('BrokerRole') }, Action: ASSUME }) }),
  ...granted('Tenant', allow('dynamodb:GetItem', att('Table'), boundTo(TENANT))),
  ...fn('Broker'),
  ...granted('BrokerRole', allow(ASSUME, att('Tenant'))),
};
const bound = (Condition: object = { ArnNotEquals: { 'lambda:SourceFunctionArn': att('Broker') } }): Parts => ({
  Bound: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [{ Ref: 'BrokerRole' }], PolicyDocument: document({ Effect: 'Deny', Action: ASSUME, Resource: '*', Condition }) } },
});
const actor = (...statements: readonly object[]): Parts => ({ ...role('Actor'), ...granted('Actor', ...statements) });
function evidenceOf(...parts: readonly Parts[]): Evidence {
  const Resources = Object.assign({}, ...parts) as JsonObject;
  return new Evidence(new TemplateSet([{ stackName: 'App', template: { Resources }, account: ACCOUNT, region: REGION }]), catalogue);
}
function becomes(...parts: readonly Parts[]): boolean {
  const { findings } = runRules(evidenceOf(app, ...parts), { only: ['can-become'] });
  return findings.some(({ resource }) => resource === 'Actor');
}
test('x', () => {
  const full = actor(allow('iam:PassRole', att('BrokerRole')), allow('lambda:CreateFunction', '*'), allow('lambda:DeleteFunction', '*'));
  const out: any = {};
  out.deleteCreate = becomes(full, bound());
  out.deleteCreateNotLikeApp = becomes(full, bound({ ArnNotLike: { 'lambda:SourceFunctionArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:app-*` } }));
  out.literalFree = becomes(full, bound({ ArnNotEquals: { 'lambda:SourceFunctionArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:report` } }));
  out.notLikeAny = becomes(full, bound({ ArnNotLike: { 'lambda:SourceFunctionArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:*` } }));
  out.lambdaStarOnBroker = becomes(actor(allow('iam:PassRole', att('BrokerRole')), allow(['lambda:CreateFunction','lambda:DeleteFunction'], att('Broker'))), bound());
  out.lambdaLayer = becomes(actor(allow('lambda:UpdateFunctionConfiguration', att('Broker'))), bound());
  out.removeLayerEtc = becomes(actor(allow(['lambda:UpdateAlias','lambda:PublishVersion'], att('Broker'))), bound());
  // policy version replaced
  out.createPolicyVersion = becomes(actor(allow('iam:CreatePolicyVersion', {Ref:'Bound'})), bound());
  out.detachPass = becomes(actor(allow('iam:DetachRolePolicy', att('BrokerRole')), allow('iam:UpdateAssumeRolePolicy', att('BrokerRole'))), bound());
  out.deletePolicyVersion = becomes(actor(allow(['iam:DeletePolicyVersion','iam:SetDefaultPolicyVersion','iam:DeletePolicy'], {Ref:'Bound'}), allow('iam:UpdateAssumeRolePolicy', att('BrokerRole'))), bound());
  out.deletePolicyOnly = becomes(actor(allow(['iam:DeletePolicy','iam:DetachRolePolicy'], {Ref:'Bound'}), allow('iam:UpdateAssumeRolePolicy', att('BrokerRole'))), bound());
  console.log(JSON.stringify(out, null, 1));
});
